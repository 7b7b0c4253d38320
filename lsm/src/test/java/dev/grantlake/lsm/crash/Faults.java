package dev.grantlake.lsm.crash;

import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs one {@link Workload} again and again, and lets the n-th call to its directory fail, for every n until a run gets
 * by without: errors are {@link StorageException}s, nothing stays open, no thread goes on, and what had to be durable
 * is there, after a loss of power, too.
 */
final class Faults {

    static final int STEPS = 15;

    private final DiskStore kind;
    private final FaultWritableVfs.Fault fault;
    private final boolean forever;

    /** @param forever whether all calls after the n-th fail, too */
    Faults(DiskStore kind, FaultWritableVfs.Fault fault, boolean forever) {
        this.kind = kind;
        this.fault = fault;
        this.forever = forever;
    }

    /** Fails the n-th call for n from {@code first} on, in steps of {@code stride}; says how many runs that took. */
    int run(long seed, int first, int stride) {
        for (int n = first; ; n += stride) {
            if (!reached(seed, n)) {
                return (n - first) / stride;
            }
        }
    }

    private boolean reached(long seed, int n) {
        ForgetfulDisk disk = new ForgetfulDisk();
        FaultWritableVfs directory = forever
                ? FaultWritableVfs.from(disk.directory("db"), n, fault)
                : FaultWritableVfs.once(disk.directory("db"), n, fault);
        Workload workload =
                new Workload(kind, name -> name.equals("db") ? directory : disk.directory(name), new Dice(seed));
        List<StorageException> failures = new ArrayList<>();
        try {
            for (int i = 0; i < STEPS; i++) {
                attempt(workload::step, failures);
            }
            attempt(workload::close, failures);
            directory.requireNothingOpen();
            assertThat(threads()).isEmpty();
            History history = workload.history();
            for (ForgetfulDisk left : List.of(disk.crash(new Dice(seed)), disk)) {
                try (KeyValueStore store = kind.open(left.directory("db"), seed)) {
                    history.require(store, history.durable(), history.begun(), left);
                }
            }
        } catch (RuntimeException | Error e) {
            AssertionError failure =
                    new AssertionError("call %d of seed %d, %s %b".formatted(n, seed, fault, forever), e);
            failures.stream().limit(1).forEach(failure::addSuppressed);
            throw failure;
        }
        return directory.failed();
    }

    private static void attempt(Runnable step, List<StorageException> failures) {
        try {
            step.run();
        } catch (StorageException e) {
            failures.add(e);
        }
    }

    /** The threads of ours that run. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("grantlake-"))
                .toList();
    }
}
