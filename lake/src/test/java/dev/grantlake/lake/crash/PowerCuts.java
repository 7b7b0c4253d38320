package dev.grantlake.lake.crash;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.testing.CommitHistory;
import dev.grantlake.lake.testing.LakeWork;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Lives of a lake on a disk that forgets. At every change of the disk the power fails: then the lake is opened on what
 * may be left, has to be what it was told to be, does a little, and the power fails again.
 *
 * @param opening opens the lake of a disk
 * @param steps what a life does
 */
record PowerCuts(Function<ForgetfulDisk, Lake> opening, int steps) {

    /** Goes on for some lives, the next on what the last has left, and says how often the power has failed. */
    int live(ForgetfulDisk first, Dice dice, int lives) {
        AtomicInteger cuts = new AtomicInteger();
        ForgetfulDisk disk = first;
        CommitHistory history = new CommitHistory();
        for (int life = 0; life < lives; life++) {
            ForgetfulDisk present = disk;
            // Not thrown from where the disk is called: a store that works takes that for a fault of the disk.
            AtomicReference<@Nullable AssertionError> found = new AtomicReference<>();
            present.afterEachChange(() -> {
                if (found.get() == null) {
                    cuts.incrementAndGet();
                    found.set(faultOf(present.crash(dice), history.copy(), dice));
                }
            });
            try (Lake lake = opening.apply(present)) {
                history.check(lake);
                work(lake, history, dice, steps);
            }
            present.afterEachChange(() -> {});
            AssertionError fault = found.get();
            if (fault != null) {
                throw fault;
            }
            disk = present.crash(dice);
        }
        return cuts.get();
    }

    private static void work(Lake lake, CommitHistory history, Dice dice, int steps) {
        LakeWork work = new LakeWork(lake, history, dice);
        for (int i = 0; i < steps; i++) {
            work.any();
        }
    }

    private @Nullable AssertionError faultOf(ForgetfulDisk disk, CommitHistory history, Dice dice) {
        try {
            try (Lake lake = opening.apply(disk)) {
                history.check(lake);
                work(lake, history, dice, 1);
            }
            try (Lake lake = opening.apply(disk.crash(dice))) {
                history.check(lake);
            }
            return null;
        } catch (StorageException | AssertionError e) {
            return new AssertionError(disk.toString(), e);
        }
    }
}
