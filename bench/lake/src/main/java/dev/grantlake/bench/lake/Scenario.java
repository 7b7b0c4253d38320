package dev.grantlake.bench.lake;

import java.util.Arrays;
import java.util.List;

/** What is measured, in the order in which one follows from the other. */
enum Scenario {
    /** Five thousand commits of 64 bytes by one writer, on disk one by one. */
    REFERENCE_COMMITS,
    /** A thousand such commits by each of eight writers. */
    REFERENCE_WRITERS,
    /** Fifty thousand reads of five thousand entries of 64 bytes that were not flushed. */
    REFERENCE_READS,
    /** Commits of one entry, on disk one by one, by so many writers. */
    DURABLE_1,
    DURABLE_8,
    DURABLE_64,
    /** Commits of one entry that the system may still lose. */
    BUFFERED_1,
    BUFFERED_8,
    /** Commits of ten entries. */
    DURABLE_1_ROWS_10,
    BUFFERED_1_ROWS_10,
    /** Durable commits of one writer, those around the hundredth and those around a late one. */
    AGE,
    /** Entries by chance into a new store, and bringing them into files a part at a time. */
    FILL,
    FLUSH,
    /** A store that is opened, and one key out of it. */
    OPEN,
    /** Keys that lie apart, when the store has nothing of their blocks, but the system has the files in its memory. */
    GET_UNCACHED,
    /** As above, when the system has them neither. */
    GET_COLD,
    /** Keys by chance, when they were all read before. */
    GET_CACHED,
    /** Keys that are not there, between those that are. */
    GET_ABSENT,
    /** All entries in the order of their keys, as the flushes left them. */
    SCAN,
    SCAN_KEYS,
    /** Rewriting the files, and the same walks after it. */
    COMPACT,
    SCAN_COMPACTED,
    SCAN_KEYS_COMPACTED,
    /** All entries in no order. */
    SCAN_UNORDERED,
    /** Durable commits by one writer to the store that has all those entries. */
    DURABLE_1_FULL,
    /** Keys by chance by way of an index. */
    GET_INDEXED;

    static Scenario of(String text) {
        return Arrays.stream(values())
                .filter(each -> each.toString().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no scenario " + text + ", known are " + List.of(values())));
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
