package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Durability;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What the transaction of a number does that one of several writers makes: the same for whoever asks, so that the
 * process which commits and the one which checks need not talk about it. Every writer has keys of its own, one of which
 * holds the number of its last transaction; some transactions also count in a key that all have in common.
 *
 * @param number from 1 on
 */
record PlannedCommit(int writer, long number) {

    /** Holds how many of all transactions have {@linkplain #counts() counted}. */
    static final Bytes COUNTER = Bytes.utf8("counter");

    private static final int KEYS = 40;
    private static final int MOST_CHANGES = 6;
    private static final int MOST_PADDING = 300;
    private static final int COUNTED = 8;

    /**
     * What a transaction has left under a key.
     *
     * @param value null where it has deleted the key
     */
    record Left(@Nullable Bytes value, PlannedCommit by) {}

    /** Where a writer's last number stands. */
    static Bytes lastKey(int writer) {
        return key(writer, "last");
    }

    private static Bytes key(int writer, String name) {
        return Bytes.utf8("w" + writer + "/" + name);
    }

    /** What is put under which key of the writer; null where it is deleted. */
    NavigableMap<Bytes, @Nullable Bytes> changes() {
        SplittableRandom random = new SplittableRandom(31L * number + writer);
        NavigableMap<Bytes, @Nullable Bytes> changes = new TreeMap<>();
        changes.put(lastKey(writer), Bytes.utf8(Long.toString(number)));
        for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
            Bytes key = key(writer, "k" + random.nextInt(KEYS));
            String value = number + "-".repeat(random.nextInt(MOST_PADDING));
            changes.put(key, random.nextInt(4) == 0 ? null : Bytes.utf8(value));
        }
        return Collections.unmodifiableNavigableMap(changes);
    }

    /** Whether it adds one to {@link #COUNTER}, against all others who may do so at the same time. */
    boolean counts() {
        return number % COUNTED == 0;
    }

    /** How many of a writer's transactions up to {@code last} have counted. */
    static long countedUpTo(long last) {
        return last / COUNTED;
    }

    /** One writer in four never waits for the disk, and the others sometimes do not. */
    Durability durability() {
        return writer % 4 == 3 || number % 5 == 0 ? Durability.BUFFERED : Durability.SYNC;
    }

    /** What all transactions of a writer up to {@code last} have left, under all keys that they have touched. */
    static NavigableMap<Bytes, Left> leftBy(int writer, long last) {
        NavigableMap<Bytes, Left> left = new TreeMap<>();
        for (long number = last; number > 0 && left.size() <= KEYS; number--) {
            PlannedCommit commit = new PlannedCommit(writer, number);
            commit.changes().forEach((key, value) -> left.putIfAbsent(key, new Left(value, commit)));
        }
        return left;
    }
}
