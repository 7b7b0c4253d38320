package dev.grantlake.lake.dataset;

import java.time.Instant;

/** A version as the list of versions has it. */
public record VersionEntry(long number, Instant time) {}
