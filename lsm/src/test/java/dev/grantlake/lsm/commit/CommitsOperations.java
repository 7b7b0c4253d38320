package dev.grantlake.lsm.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.lsm.lincheck.Interleavings;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.wal.WalWriter;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Commits of both durabilities, rotations and forces at once: what is visible grows commit by commit, and what was to
 * be on disk is there.
 */
public final class CommitsOperations {

    private static final int FIRST_SEQUENCE = 1;
    private static final String KEY = "batch-";

    private final ForcedFiles directory = new ForcedFiles();
    private final AtomicLong logNumbers = new AtomicLong(1);
    private final AtomicInteger batches = new AtomicInteger();
    private final Target target = new Target();
    private final Commits commits = new Commits(
            directory,
            logNumbers::getAndIncrement,
            FIRST_SEQUENCE,
            new Commits.Settings(1 << 20, 0, false),
            target,
            new WriteFault(Location.of("db", "database")),
            new NoStalls());

    /** All that is tried. */
    public static void check() {
        Interleavings.modelCheck(
                CommitsOperations.class,
                Model.class,
                Set.of(
                        Commits.class,
                        CommitLog.class,
                        ForceQueue.class,
                        WalWriter.class,
                        ForcedFiles.class,
                        Target.class),
                80,
                List.of(
                        " : sync | sync : visible",
                        " : sync | buffered, force : visible",
                        "buffered : force | rotate, sync : visible"));
        Interleavings.stress(CommitsOperations.class, Model.class);
    }

    /** Whether the batch is on disk when its commit is done. */
    @Operation
    public boolean sync() {
        return directory.hasForced(commit(Durability.SYNC));
    }

    @Operation
    public void buffered() {
        commit(Durability.BUFFERED);
    }

    /** Whether everything that was visible before is on disk afterwards. */
    @Operation
    public boolean force() {
        int before = (int) target.visibleBelow - FIRST_SEQUENCE;
        commits.force();
        return directory.countForced(KEY) >= before;
    }

    @Operation
    public void rotate() {
        commits.rotate();
    }

    /** How many commits there have been. */
    @Operation
    public int visible() {
        return (int) target.visibleBelow - FIRST_SEQUENCE;
    }

    private String commit(Durability durability) {
        String key = KEY + batches.incrementAndGet() + ".";
        commits.commit(new WriteBatch().set(Bytes.utf8(key), Bytes.EMPTY), durability);
        return key;
    }

    /** What is visible, and a memtable that a rotation replaces. */
    private static final class Target implements CommitTarget {

        private volatile Memtable memtable = new Memtable(1);
        private volatile long visibleBelow;

        @Override
        public Memtable memtable() {
            return memtable;
        }

        @Override
        public void publish(long newVisibleBelow) {
            visibleBelow = newVisibleBelow;
        }

        @Override
        public void rotate(Memtable fresh, long logNumber) {
            memtable = fresh;
        }

        @Override
        public @Nullable String obstacle() {
            return null;
        }

        @Override
        public void urge() {}

        @Override
        public void requireProgress() {}
    }

    private static final class NoStalls implements StallListener {

        @Override
        public void began(String reason) {}

        @Override
        public void ended() {}
    }

    public static final class Model {

        private int commits;

        public boolean sync() {
            commits++;
            return true;
        }

        public void buffered() {
            commits++;
        }

        public boolean force() {
            return true;
        }

        public void rotate() {}

        public int visible() {
            return commits;
        }
    }
}
