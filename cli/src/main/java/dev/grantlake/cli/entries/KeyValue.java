package dev.grantlake.cli.entries;

import dev.grantlake.base.Bytes;

/** A key and its value. */
public record KeyValue(Bytes key, Bytes value) {}
