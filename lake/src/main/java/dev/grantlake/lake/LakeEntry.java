package dev.grantlake.lake;

import dev.grantlake.base.Bytes;

/** A key and what is under it. */
public record LakeEntry(Bytes key, Bytes value) {}
