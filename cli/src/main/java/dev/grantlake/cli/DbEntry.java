package dev.grantlake.cli;

import dev.grantlake.base.Bytes;

/** A key and its value. */
record DbEntry(Bytes key, Bytes value) {}
