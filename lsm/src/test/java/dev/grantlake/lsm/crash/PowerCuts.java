package dev.grantlake.lsm.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Runs a {@link Workload} on a disk that forgets, and has the power fail after each of its changes: what the next
 * opening shows is a number of first steps, all that had to be durable among them. Now and then the power fails again
 * while the store recovers, or the store is written on.
 */
public final class PowerCuts {

    private final DiskStore kind;
    private final Dice dice;
    private final ForgetfulDisk disk = new ForgetfulDisk();
    private final Workload workload;
    private int cuts;

    @Nullable
    private Throwable failure;

    private PowerCuts(DiskStore kind, Dice dice, Dice steps) {
        this.kind = kind;
        this.dice = dice;
        this.workload = new Workload(kind, disk::directory, steps);
    }

    /** Of a database of ours. */
    public static PowerCuts ofDatabase(Dice dice) {
        return new PowerCuts(new DatabaseStore(), dice, dice.fork());
    }

    /** Of a database of ours that begins a manifest while it is open, within so many steps. */
    public static PowerCuts ofARotation(int steps, Dice dice) {
        DiskStore kind = new DatabaseStore();
        return new PowerCuts(kind, dice, new Dice(Workload.seedOfARotation(kind, steps, dice)));
    }

    /** Changes are not put on disk any more, whoever asks. */
    PowerCuts onADiskThatLies() {
        disk.ignoreForces();
        return this;
    }

    /** Takes so many steps, and says how often the power failed. */
    public int run(int steps) {
        disk.afterEachChange(this::cut);
        try (workload) {
            for (int i = 0; i < steps && failure == null; i++) {
                workload.step();
            }
        }
        if (failure != null) {
            throw new AssertionError("at cut " + cuts, failure);
        }
        return cuts;
    }

    /** In the middle of a call to the disk, which waits; by any thread of the store. */
    private void cut() {
        if (failure != null) {
            return;
        }
        cuts++;
        History history = workload.history();
        Map<String, Integer> checkpoints = workload.checkpoints();
        int least = history.durable();
        ForgetfulDisk left = disk.crash(dice);
        int most = history.begun();
        try {
            SortedMap<Bytes, Bytes> shown = recovered(left, least, most);
            if (!checkpoints.isEmpty()) {
                Map.Entry<String, Integer> copy = dice.pick(List.copyOf(checkpoints.entrySet()));
                try (KeyValueStore store = open(left, copy.getKey())) {
                    history.require(store, copy.getValue(), copy.getValue(), copy + "\n" + left);
                }
            }
            if (dice.oneIn(8)) {
                writeOn(left, shown);
            }
        } catch (RuntimeException | Error e) {
            e.addSuppressed(new AssertionError(left.toString()));
            failure = e;
        }
    }

    private SortedMap<Bytes, Bytes> recovered(ForgetfulDisk left, int least, int most) {
        List<ForgetfulDisk> leftOfThat = new ArrayList<>();
        if (dice.oneIn(10)) {
            left.afterEachChange(() -> leftOfThat.add(left.crash(dice)));
        }
        SortedMap<Bytes, Bytes> shown;
        try (KeyValueStore store = open(left, "db")) {
            shown = workload.history().require(store, least, most, left);
        }
        left.afterEachChange(() -> {});
        int step = History.stepOf(shown);
        for (ForgetfulDisk again : leftOfThat) {
            try (KeyValueStore store = open(again, "db")) {
                workload.history().require(store, step, step, again);
            }
        }
        cuts += leftOfThat.size();
        return shown;
    }

    /** A store that was recovered is as good as any. */
    private void writeOn(ForgetfulDisk left, SortedMap<Bytes, Bytes> shown) {
        Bytes more = Bytes.utf8("more");
        try (KeyValueStore store = open(left, "db")) {
            store.commit(new WriteBatch().set(more, more), Durability.SYNC);
        }
        ForgetfulDisk again = left.crash(dice);
        shown.put(more, more);
        try (KeyValueStore store = open(again, "db")) {
            if (!History.entriesOf(store).equals(shown)) {
                throw new AssertionError("written on, it shows " + History.entriesOf(store));
            }
        }
    }

    private KeyValueStore open(ForgetfulDisk left, String directory) {
        return kind.open(left.directory(directory), dice.bits() >>> 1);
    }
}
