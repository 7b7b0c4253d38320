package dev.grantlake.store;

import dev.grantlake.base.Bytes;

/** One value that a connector put aside while syncing. */
public record SessionEntry(String key, Bytes value) {}
