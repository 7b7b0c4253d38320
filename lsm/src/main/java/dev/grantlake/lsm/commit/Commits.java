package dev.grantlake.lsm.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.WriteKind;
import dev.grantlake.kv.WritePauses;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.vfs.WritableVfs;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Takes batches, one after the other: under one lock a batch gets its sequence numbers, goes to the end of the log, in
 * memory, and into the memtable, and becomes visible. So commits are seen in the order of their numbers, and each
 * whole. Waiting for the disk comes after the lock, see {@link CommitLog}. Thread-safe.
 *
 * <p>A full memtable is put aside together with its log. Where too much has been put aside already, or too much lies in
 * level 0, writes wait until that is better. They also wait while they are paused. An interrupt changes nothing of what
 * a commit does, and stays for the caller to see.
 */
public final class Commits {

    /** Bytes of a batch in the log before its operations. */
    private static final int HEADER_BYTES = 12;

    private static final int COUNT_AT = 8;

    /**
     * What commits are made with.
     *
     * @param memtableBytes memory of a memtable that is full; a larger batch gets one of its own
     * @param reserveBytes room that is made ahead in the log
     * @param merges whether batches may merge
     */
    public record Settings(long memtableBytes, long reserveBytes, boolean merges) {}

    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when waiting writes should look again. */
    private final Condition change = lock.newCondition();

    private final Settings settings;
    private final CommitLog log;
    private final CommitTarget target;
    private final WriteFault fault;
    private final StallListener listener;

    private final byte[] header = new byte[HEADER_BYTES];
    private final Bytes headerBytes = Bytes.wrap(header);
    private long nextSequence;
    private int pauses;
    /** Whether somebody does what no commit may come between, without the lock. */
    private boolean alone;

    private int stalled;
    private boolean closed;

    /** Commits that wait for the disk. */
    private final AtomicInteger forcing = new AtomicInteger();

    private final Tally batches = new Tally();
    private final Tally operations = new Tally();
    private final Tally operationBytes = new Tally();
    private final Tally stalls = new Tally();

    /**
     * Begins a log, and gives {@code target} its first memtable.
     *
     * @param directory stays the caller's
     * @param logNumbers gives each log a number that no file has
     * @param nextSequence what the next operation gets
     */
    public Commits(
            WritableVfs directory,
            LongSupplier logNumbers,
            long nextSequence,
            Settings settings,
            CommitTarget target,
            WriteFault fault,
            StallListener listener) {
        this.settings = settings;
        this.target = target;
        this.fault = fault;
        this.listener = listener;
        this.nextSequence = nextSequence;
        this.log = new CommitLog(directory, logNumbers, settings.reserveBytes(), lock, fault);
        exclusively(() -> {
            target.rotate(new Memtable(), log.number());
            target.publish(nextSequence);
            return log;
        });
    }

    /** As {@link dev.grantlake.kv.KeyValueWriter#commit(WriteBatch, Durability)} says. */
    public void commit(WriteBatch batch, Durability durability) {
        boolean sync = durability == Durability.SYNC;
        long memory = requireSound(batch);
        Stall stall = new Stall();
        long position;
        lock.lock();
        try {
            if (batch.isEmpty()) {
                awaitPassable();
                return;
            }
            makeRoom(memory, stall);
            position = write(batch);
            if (sync) {
                forcing.incrementAndGet();
            }
        } finally {
            stall.leave();
            lock.unlock();
            stall.tell();
        }
        if (sync) {
            try {
                log.force(position);
            } finally {
                forcing.decrementAndGet();
            }
        }
    }

    /**
     * Looks at everything that can be wrong with a batch before anything of it happens.
     *
     * @return memory that it will take, in bytes
     */
    private long requireSound(WriteBatch batch) {
        long memory = 0;
        WriteBatch.Operations each = batch.operations();
        while (each.next()) {
            WriteKind kind = each.kind();
            if (kind == WriteKind.LOG_DATA) {
                continue;
            }
            int keyLength = each.key().length();
            long length = (long) keyLength + each.value().length();
            if (keyLength == 0 && kind != WriteKind.DELETE_RANGE) {
                throw new StorageException(
                        StorageException.Kind.INVALID_ARGUMENT, "an operation on a key of no bytes: " + kind);
            }
            if (length > SstableWriter.MAX_ENTRY_BYTES) {
                throw new StorageException(
                        StorageException.Kind.LIMIT_EXCEEDED,
                        "an entry of " + length + " bytes, the limit is " + SstableWriter.MAX_ENTRY_BYTES);
            }
            if (kind == WriteKind.MERGE && !settings.merges()) {
                throw new StorageException(
                        StorageException.Kind.FAILED_PRECONDITION,
                        "a merge at key " + each.key().copy() + ", but the store was opened without a merger");
            }
            memory += Memtable.entryBytes(keyLength, each.value().length());
        }
        return memory;
    }

    /** Waits until the batch may go into the present memtable, which is a fresh one if the last is full. */
    private void makeRoom(long memory, Stall stall) {
        while (true) {
            awaitPassable();
            Memtable present = target.memtable();
            if (present.memoryBytes() + memory <= settings.memtableBytes() || present.isEmpty()) {
                return;
            }
            String obstacle = target.obstacle();
            if (obstacle == null) {
                rotateNow();
                return;
            }
            if (!stall.enter(obstacle)) {
                change.awaitUninterruptibly();
                target.requireProgress();
            }
        }
    }

    private void awaitPassable() {
        while ((pauses > 0 || alone) && !closed) {
            change.awaitUninterruptibly();
        }
        requireOpen();
        fault.requireNone();
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the store is closed");
        }
    }

    private long write(WriteBatch batch) {
        LittleEndian.putLong(header, 0, nextSequence);
        LittleEndian.putInt(header, COUNT_AT, batch.count());
        long position = log.append(headerBytes, batch.encoded());
        try {
            apply(batch, target.memtable());
        } catch (RuntimeException | Error e) {
            // The log has all of it, the memtable a part.
            fault.report(e);
            throw e;
        }
        nextSequence += batch.count();
        target.publish(nextSequence);
        batches.add(1);
        operations.add(batch.count());
        operationBytes.add(batch.sizeBytes());
        return position;
    }

    private void apply(WriteBatch batch, Memtable memtable) {
        long sequence = nextSequence;
        WriteBatch.Operations each = batch.operations();
        while (each.next()) {
            Bytes key = Bytes.wrap(
                    each.key().array(), each.key().offset(), each.key().length());
            Bytes value = Bytes.wrap(
                    each.value().array(), each.value().offset(), each.value().length());
            switch (each.kind()) {
                case SET -> memtable.add(key, Trailer.of(sequence, KeyKind.SET), value);
                case DELETE -> memtable.add(key, Trailer.of(sequence, KeyKind.DELETE), value);
                case SINGLE_DELETE -> memtable.add(key, Trailer.of(sequence, KeyKind.SINGLE_DELETE), value);
                case DELETE_SIZED -> memtable.add(key, Trailer.of(sequence, KeyKind.DELETE_SIZED), value);
                case MERGE -> memtable.add(key, Trailer.of(sequence, KeyKind.MERGE), value);
                case DELETE_RANGE -> memtable.deleteRange(key, value, sequence);
                case LOG_DATA -> {
                    continue;
                }
            }
            sequence++;
        }
    }

    private void rotateNow() {
        target.rotate(new Memtable(), log.rotate());
    }

    /** Puts the present memtable aside, unless it is empty; for whoever wants it flushed. */
    public void rotate() {
        lock.lock();
        try {
            requireOpen();
            fault.requireNone();
            if (!target.memtable().isEmpty()) {
                rotateNow();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does something that no commit may come between; it must not wait for one. */
    public <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does something large that is a write itself, and may wait for flushes: it begins when no pause holds writes up,
     * and until it is done no commit happens, and no pause begins.
     *
     * @throws StorageException of kind {@code CLOSED}, {@code IO} if a write has failed before; and whatever
     *     {@code step} throws
     */
    public void alone(Runnable step) {
        lock.lock();
        try {
            awaitPassable();
            alone = true;
        } finally {
            lock.unlock();
        }
        try {
            step.run();
        } finally {
            lock.lock();
            try {
                alone = false;
                change.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Takes a sequence number for something that is in no log, while {@link #alone}. */
    public long takeSequence() {
        lock.lock();
        try {
            return nextSequence++;
        } finally {
            lock.unlock();
        }
    }

    /** Fails if a write would: the store is closed, or a write has failed before. */
    public void requireWritable() {
        lock.lock();
        try {
            requireOpen();
            fault.requireNone();
        } finally {
            lock.unlock();
        }
    }

    /** Puts everything that was committed before on disk. */
    public void force() {
        long position;
        lock.lock();
        try {
            requireOpen();
            fault.requireNone();
            position = log.position();
        } finally {
            lock.unlock();
        }
        log.force(position);
    }

    /** Has writes that wait look again: there may be room. */
    public void signal() {
        lock.lock();
        try {
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link WritePauses#pauseWrites} says.
     *
     * @param afterwards what to do when the pause has ended
     */
    public WritePauses.Pause pause(Runnable afterwards) {
        long position;
        lock.lock();
        try {
            requireOpen();
            pauses++;
            awaitStep();
            position = log.position();
        } finally {
            lock.unlock();
        }
        if (forcing.get() > 0 && !fault.exists()) {
            awaitForces(position);
        }
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (!ended.getAndSet(true)) {
                resume();
                afterwards.run();
            }
        };
    }

    private void awaitStep() {
        while (alone && !closed) {
            change.awaitUninterruptibly();
        }
    }

    private void awaitForces(long position) {
        try {
            log.force(position);
        } catch (RuntimeException | Error e) {
            resume();
            throw e;
        }
    }

    private void resume() {
        lock.lock();
        try {
            pauses--;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more writes; those that wait fail. Whether it took some before. */
    public boolean close() {
        lock.lock();
        try {
            awaitStep();
            boolean open = !closed;
            closed = true;
            change.signalAll();
            return open;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the log after {@link #close}: everything committed is then on disk. Closes the file in any case.
     *
     * @throws StorageException of kind {@code IO} if that cannot be had, or a write has failed before
     */
    public void finish() {
        lock.lock();
        try {
            log.finish();
        } finally {
            try {
                log.close();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Commits that have happened, empty ones left out. */
    public long batches() {
        return batches.sum();
    }

    /** Operations of those, log data left out. */
    public long operations() {
        return operations.sum();
    }

    /** Bytes of those operations. */
    public long operationBytes() {
        return operationBytes.sum();
    }

    /** How often writes have begun to wait for flushes or compactions. */
    public long stalls() {
        return stalls.sum();
    }

    /** Bytes of all logs of the session. */
    public long logBytes() {
        return log.bytes();
    }

    /** How often a log was forced for commits that waited for it. */
    public long logForces() {
        return log.forces();
    }

    /** One commit's part in a stall, which begins with the first that waits and ends with the last. */
    private final class Stall {

        private boolean waiting;
        private boolean ended;

        /** Takes part; whether the lock was given up meanwhile, to tell of a beginning. */
        boolean enter(String reason) {
            if (waiting) {
                return false;
            }
            waiting = true;
            stalled++;
            target.urge();
            if (stalled > 1) {
                return false;
            }
            stalls.add(1);
            lock.unlock();
            try {
                listener.began(reason);
            } finally {
                lock.lock();
            }
            return true;
        }

        /** With the lock held. */
        void leave() {
            if (waiting) {
                stalled--;
                ended = stalled == 0;
            }
        }

        /** Without the lock. */
        void tell() {
            if (ended) {
                listener.ended();
            }
        }
    }
}
