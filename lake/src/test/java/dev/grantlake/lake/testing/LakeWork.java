package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Durability;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.error.StoreReadOnly;
import dev.grantlake.testbase.Dice;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work on an open lake by one thread, random as to keys and values, that writes down what it was told.
 *
 * @param history goes on with the lake
 */
public record LakeWork(Lake lake, CommitHistory history, Dice dice) {

    /** Nothing happens by itself; segments are small. */
    public static final LakeOptions OPTIONS = LakeOptions.PRODUCTION.toBuilder()
            .flusherEnabled(false)
            .optimizer(false, Duration.ofMinutes(5), 1000)
            .walSegment(4000, 1000)
            .build();

    private static final int KEYS = 12;
    private static final Bytes STEP = Bytes.utf8("step");

    /** Does any of the steps below. */
    public void any() {
        switch (dice.below(8)) {
            case 0, 1 -> flush();
            case 2 -> {
                compact();
                prune();
            }
            case 3, 4 -> commit(Durability.BUFFERED);
            default -> commit(Durability.SYNC);
        }
    }

    /** A transaction that writes some keys and deletes others. */
    public void commit(Durability durability) {
        NavigableMap<Bytes, @Nullable Bytes> changes = new TreeMap<>();
        // So that no two contents are the same.
        changes.put(STEP, Bytes.utf8(Long.toString(lake.stats().lastSeq() + 1)));
        for (int i = 0; i <= dice.below(4); i++) {
            Bytes key = Bytes.utf8("key" + dice.below(KEYS));
            changes.put(key, dice.oneIn(3) ? null : Bytes.wrap(dice.bytes((int) dice.skewed(900))));
        }
        Map<Bytes, Bytes> after = new TreeMap<>(history.shown());
        try (Transaction transaction = lake.begin(true)) {
            changes.forEach((key, value) -> {
                if (value == null) {
                    transaction.delete(key);
                    after.remove(key);
                } else {
                    transaction.set(key, value);
                    after.put(key, value);
                }
            });
            long expected = lake.stats().lastSeq() + 1;
            // From here on it may be there, whatever comes.
            history.begun(after, expected);
            try {
                assertThat(transaction.commit(durability))
                        .as("no other commits")
                        .isEqualTo(expected);
            } catch (StoreReadOnly e) {
                history.refused();
                throw e;
            }
        }
        history.committed();
        if (durability == Durability.SYNC) {
            history.lastIsDurable();
        }
    }

    /** After this, all that is shown is durable. */
    public void flush() {
        lake.flush();
        history.lastIsDurable();
    }

    /** As {@link #flush}. */
    public void compact() {
        lake.compact();
        history.lastIsDurable();
    }

    /** Keeps no version that nobody needs. */
    public void prune() {
        lake.prune(Duration.ZERO);
    }

    /** Has a version of what is shown keep its name. */
    public void tag() {
        flush();
        history.tagging(history.shown());
        lake.timeline().tag(CommitHistory.TAG, lake.timeline().latestVersion());
        history.tagged();
    }

    /** Takes the name away, if there is one. */
    public void untag() {
        if (lake.timeline().tags().containsKey(CommitHistory.TAG)) {
            history.tagging(null);
            lake.timeline().untag(CommitHistory.TAG);
            history.tagged();
        }
    }
}
