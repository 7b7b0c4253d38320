package dev.grantlake.lsm.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One thread that does with a store whatever changes its directory: commits of both kinds, flushes, compactions,
 * replacements, ingests, checkpoints, closings and openings. It keeps a {@link History} of that.
 */
final class Workload implements AutoCloseable {

    private static final int KEYS = 60;
    private static final int MOST_SEEDS = 500;

    private final DiskStore kind;
    private final Function<String, WritableVfs> directories;
    private final Dice dice;
    private final History history;
    /** Finished checkpoints by directory, and the step that each is to show. */
    private final Map<String, Integer> checkpoints = new ConcurrentHashMap<>();

    @Nullable
    private KeyValueStore store;

    /** Whether a step has failed of which it is not known yet whether it happened. */
    private boolean uncertain;

    /** Whether a commit has failed since the store was opened. */
    private boolean poisoned;

    private int copies;
    private int openings;

    /** A run on the directory {@code db}, which is empty; copies go to others. */
    Workload(DiskStore kind, Function<String, WritableVfs> directories, Dice dice) {
        this(kind, directories, dice, new TreeMap<>());
    }

    /** A run on a directory that a store with this content lies in. */
    Workload(DiskStore kind, Function<String, WritableVfs> directories, Dice dice, SortedMap<Bytes, Bytes> content) {
        this.kind = kind;
        this.directories = directories;
        this.dice = dice;
        this.history = new History(content);
    }

    /** The seed of a run of so many steps that also begins a manifest because the last one has grown large. */
    static long seedOfARotation(DiskStore kind, int steps, Dice dice) {
        for (int i = 0; i < MOST_SEEDS; i++) {
            long seed = dice.bits();
            ForgetfulDisk disk = new ForgetfulDisk();
            Workload workload = new Workload(kind, disk::directory, new Dice(seed));
            try (workload) {
                for (int step = 0; step < steps; step++) {
                    workload.step();
                }
            }
            if (workload.rotations() > 0) {
                return seed;
            }
        }
        throw new AssertionError("no manifest has grown large in " + MOST_SEEDS + " runs");
    }

    History history() {
        return history;
    }

    Map<String, Integer> checkpoints() {
        return Map.copyOf(checkpoints);
    }

    /**
     * How many manifests were begun while the database was open: an opening moves the marker once, and so does each of
     * them.
     */
    int rotations() {
        List<String> names = directories.apply("db").list();
        return (int) Marker.latest(names, Marker.MANIFEST, "db").iteration() - openings;
    }

    /** Does one thing. If it fails, another can be tried. */
    void step() {
        switch (dice.below(40)) {
            case 0, 1, 2 -> replace(dice.oneIn(3));
            case 3, 4 -> {
                maintenance().flush();
                if (!uncertain) {
                    history.allDurable();
                }
            }
            case 5 -> maintenance().compact(dice.oneIn(2) ? KeyRange.ALL : range());
            case 6 -> checkpoint();
            case 7 -> close();
            case 8 -> {
                if (!uncertain) {
                    assertThat(History.entriesOf(opened())).isEqualTo(history.last());
                }
            }
            default -> commit(dice.oneIn(3) ? Durability.SYNC : Durability.BUFFERED);
        }
    }

    /** Closes the store; the next step opens it. */
    @Override
    public void close() {
        KeyValueStore closing = store;
        if (closing != null) {
            store = null;
            boolean known = !uncertain;
            // Where it fails, what was not durable may be lost.
            uncertain = true;
            closing.close();
            if (known) {
                uncertain = false;
                history.allDurable();
            }
        }
    }

    private KeyValueStore opened() {
        KeyValueStore open = store;
        if (open == null) {
            open = kind.open(directories.apply("db"), dice.bits() >>> 1);
            store = open;
            openings++;
            if (uncertain) {
                history.goOnFrom(history.require(open, history.durable(), history.begun(), "a failure"));
                uncertain = false;
                poisoned = false;
            }
        }
        return open;
    }

    private void commit(Durability durability) {
        KeyValueStore open = opened();
        SortedMap<Bytes, Bytes> outcome = present(open);
        Bytes number = History.numbered(History.stepOf(outcome) + 1);
        WriteBatch batch = new WriteBatch();
        for (int i = dice.below(10); i > 0; i--) {
            write(batch, outcome);
        }
        batch.set(History.STEP, number);
        outcome.put(History.STEP, number);
        boolean before = poisoned;
        poisoned = true;
        happen(outcome, () -> open.commit(batch, durability));
        assertThat(before).as("a commit has failed, and the next one did not").isFalse();
        poisoned = false;
        if (durability == Durability.SYNC) {
            history.allDurable();
        }
    }

    /** The content that the next step starts from. */
    private SortedMap<Bytes, Bytes> present(KeyValueStore open) {
        if (uncertain) {
            SortedMap<Bytes, Bytes> shown = History.entriesOf(open);
            int step = History.stepOf(shown);
            assertThat(step).isBetween(history.begun() - 1, history.begun());
            if (step == history.begun()) {
                history.settle(shown);
                uncertain = false;
            }
            return shown;
        }
        return history.last();
    }

    /** Takes a step; after one that failed and is not to be seen, in its place. */
    private void happen(SortedMap<Bytes, Bytes> outcome, Runnable write) {
        if (uncertain) {
            history.beginAgain(outcome);
        } else {
            history.begin(outcome);
        }
        boolean again = uncertain;
        uncertain = true;
        write.run();
        if (again) {
            history.settle(outcome);
        }
        uncertain = false;
    }

    private void write(WriteBatch batch, SortedMap<Bytes, Bytes> outcome) {
        Bytes key = key();
        switch (dice.below(12)) {
            case 0, 1 -> {
                batch.delete(key);
                outcome.remove(key);
            }
            case 2 -> {
                Bytes to = key();
                batch.deleteRange(key, to);
                outcome.keySet().removeIf(new KeyRange(key, to)::contains);
            }
            case 3 -> {
                Bytes operand = value();
                batch.merge(key, operand);
                outcome.merge(key, operand, Bytes::plus);
            }
            case 4 -> batch.logData(value());
            default -> {
                Bytes value = value();
                batch.set(key, value);
                outcome.put(key, value);
            }
        }
    }

    private void replace(boolean ingest) {
        KeyValueStore open = opened();
        SortedMap<Bytes, Bytes> outcome = present(open);
        Bytes number = History.numbered(History.stepOf(outcome) + 1);
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = ingest ? 0 : 1 + dice.below(3); i > 0; i--) {
            KeyRange range = range();
            ranges.add(range);
            outcome.keySet().removeIf(range::contains);
        }
        SortedMap<Bytes, Bytes> content = new TreeMap<>();
        for (int i = (int) dice.skewed(30); i > 0; i--) {
            content.put(key(), value());
        }
        content.put(History.STEP, number);
        outcome.putAll(content);
        happen(outcome, () -> replace(open, ranges, content));
        history.allDurable();
    }

    private static void replace(KeyValueStore open, List<KeyRange> ranges, SortedMap<Bytes, Bytes> content) {
        try (MemoryKeyValueStore source = new MemoryKeyValueStore().putAll(content);
                Cursor cursor = source.cursor(KeyRange.ALL)) {
            ((RangeReplacement) open).replaceRanges(ranges, cursor);
        }
    }

    private void checkpoint() {
        String name = "copy" + copies++;
        kind.checkpoint(opened(), directories.apply(name));
        if (!uncertain) {
            checkpoints.put(name, history.begun());
        }
    }

    private Maintenance maintenance() {
        return (Maintenance) opened();
    }

    private KeyRange range() {
        Bytes a = key();
        Bytes b = key();
        return a.compareTo(b) < 0 ? new KeyRange(a, b) : new KeyRange(b, a);
    }

    private Bytes key() {
        return Bytes.utf8("key%02d".formatted(dice.below(KEYS)));
    }

    private Bytes value() {
        return Bytes.wrap(dice.bytes((int) dice.skewed(dice.oneIn(20) ? 4000 : 100)));
    }
}
