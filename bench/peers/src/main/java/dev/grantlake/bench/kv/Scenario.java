package dev.grantlake.bench.kv;

import java.util.Arrays;
import java.util.List;

/** What is measured, by the names that the Go peer uses too, in the order in which one follows from the other. */
enum Scenario {
    /** Keys in order into a new store. */
    FILL_SEQUENTIAL("fillseq"),
    /** A new process's first key out of that store, from opening it on. */
    OPEN("open"),
    /** Every entry, first to last; and again. */
    READ_SEQUENTIAL("readseq"),
    /** Keys by chance, after the store was opened and the system has forgotten its files. */
    READ_RANDOM_COLD("readrandom-cold"),
    /** Keys by chance, for the third time. */
    READ_RANDOM("readrandom"),
    /** A cursor to a key by chance, and ten entries from there. */
    SEEK_RANDOM("seekrandom"),
    /** Keys by chance into a new store. */
    FILL_RANDOM("fillrandom"),
    /** As many again over them; and the space that the store takes when it has come to rest. */
    OVERWRITE("overwrite"),
    /** A thousand ranges of a thousandth of half of the keys deleted, and what is left read. */
    DELETE_RANGE("deleterange"),
    /** Commits that are durable one by one. */
    FILL_SYNC_1("fillsync-1"),
    FILL_SYNC_8("fillsync-8"),
    FILL_SYNC_64("fillsync-64");

    private final String text;

    Scenario(String text) {
        this.text = text;
    }

    static Scenario of(String text) {
        return Arrays.stream(values())
                .filter(each -> each.text.equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no scenario " + text + ", known are " + List.of(values())));
    }

    @Override
    public String toString() {
        return text;
    }
}
