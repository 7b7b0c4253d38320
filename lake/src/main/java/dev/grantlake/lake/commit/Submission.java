package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.log.CommitLimits;
import dev.grantlake.lake.log.CommitRecord;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.read.Pending;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A transaction on its way through the pipeline, encoded. The thread that brought it waits; another one may do the work
 * and tell it the result.
 */
public final class Submission {

    private static final int SPINS = 100;

    private enum Phase {
        WAITING,
        /** It is the first in the queue, and nobody works: its thread should. */
        CALLED,
        DONE
    }

    private final CommitRecord record;
    private final Bytes[] keys;
    private final @Nullable Bytes[] values;
    private final List<CheckedKey> checked;
    private final boolean durable;
    private final Thread owner = Thread.currentThread();
    private long seq;
    private @Nullable RuntimeException failure;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);

    private Submission(
            CommitRecord record, Bytes[] keys, @Nullable Bytes[] values, List<CheckedKey> checked, boolean durable) {
        this.record = record;
        this.keys = keys;
        this.values = values;
        this.checked = checked;
        this.durable = durable;
    }

    /**
     * Encodes what a transaction of the calling thread does.
     *
     * @param pending at least one operation
     * @param checked keys that nobody else may have changed since they were looked at
     * @param durable whether it has to be on disk when it is done
     * @throws dev.grantlake.base.StorageException if it is larger than {@code limits} allow, or a key is empty
     */
    public static Submission of(Pending pending, List<CheckedKey> checked, boolean durable, CommitLimits limits) {
        Bytes[] keys = new Bytes[pending.size()];
        @Nullable Bytes[] values = new @Nullable Bytes[keys.length];
        CommitRecord.Encoder encoder = CommitRecord.encode(keys.length, limits);
        int[] at = new int[1];
        pending.forEach((key, value) -> {
            keys[at[0]] = key;
            values[at[0]++] = value;
            if (value == null) {
                encoder.delete(key);
            } else {
                encoder.set(key, value);
            }
        });
        return new Submission(encoder.finish(), keys, values, checked, durable);
    }

    CommitRecord record() {
        return record;
    }

    List<Bytes> keys() {
        return Arrays.asList(keys);
    }

    List<CheckedKey> checked() {
        return checked;
    }

    boolean durable() {
        return durable;
    }

    long seq() {
        return seq;
    }

    void stamp(long seq) {
        this.seq = seq;
        record.stamp(seq);
    }

    void addTo(Memtable memtable) {
        for (int i = 0; i < keys.length; i++) {
            memtable.add(keys[i], values[i], seq);
        }
    }

    void fail(RuntimeException failure) {
        this.failure = failure;
    }

    boolean isDone() {
        return phase.get() == Phase.DONE;
    }

    /** Says that there is a result; {@link #wake} has the owner look. */
    void finish() {
        phase.set(Phase.DONE);
    }

    /** Has the owner see whether it can work for those who wait. */
    void call() {
        if (phase.compareAndSet(Phase.WAITING, Phase.CALLED)) {
            wake();
        }
    }

    void wake() {
        LockSupport.unpark(owner);
    }

    /** Waits until it is done or called. A result often comes soon, and then it costs less to look than to sleep. */
    void await() {
        for (int i = 0; i < SPINS && phase.get() == Phase.WAITING; i++) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (phase.get() == Phase.WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        phase.compareAndSet(Phase.CALLED, Phase.WAITING);
        if (interrupted) {
            owner.interrupt();
        }
    }

    /** The sequence number, or what went wrong. Only when it is done. */
    long result() {
        if (failure != null) {
            throw failure;
        }
        return seq;
    }
}
