package dev.grantlake.lsm.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.wal.WalWriter;
import dev.grantlake.vfs.WritableVfs;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The write-ahead logs of a database that is open, one after the other, of which the last is written. Positions count
 * the batches of the session, over all its logs.
 *
 * <p>Batches are appended with the commit lock held, in memory. Whoever wants one on disk calls {@link #force} without
 * the lock: the first to come forces for all that are appended by then, the others wait for that in a
 * {@link ForceQueue}, and of those whose batch came too late one forces next. So commits go on while the disk is waited
 * for, and as many as come meanwhile share the next force.
 *
 * <p>When a write or a force fails, the fault that all share is set, and everything afterwards fails with it.
 */
final class CommitLog {

    private final WritableVfs directory;
    private final LongSupplier numbers;
    private final long reserveBytes;
    private final ReentrantLock commitLock;
    private final WriteFault fault;

    private final ForceQueue queue = new ForceQueue(this::served);
    /** Batches that are on disk. */
    private volatile long forced;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    /** Whether the file is being forced; begins with the commit lock held, too. */
    private boolean forcing;

    private WalWriter log;
    private long number;
    private long appended;

    private final Tally bytes = new Tally();
    private final LongAdder forces = new LongAdder();

    /**
     * Begins the first log of the session.
     *
     * @param directory stays the caller's
     * @param numbers gives each log a number that no file has
     * @param reserveBytes room that is made ahead in the file
     * @param commitLock held by whoever appends
     */
    CommitLog(
            WritableVfs directory,
            LongSupplier numbers,
            long reserveBytes,
            ReentrantLock commitLock,
            WriteFault fault) {
        this.directory = directory;
        this.numbers = numbers;
        this.reserveBytes = reserveBytes;
        this.commitLock = commitLock;
        this.fault = fault;
        this.number = numbers.getAsLong();
        this.log = WalWriter.create(directory, number, reserveBytes);
    }

    /** The number of the present log; with the commit lock held. */
    long number() {
        return number;
    }

    /** Batches appended so far; with the commit lock held. */
    long position() {
        return appended;
    }

    /** Bytes of all logs of the session. */
    long bytes() {
        return bytes.sum();
    }

    /** How often a log was forced for those who waited for it. */
    long forces() {
        return forces.sum();
    }

    /**
     * Appends a batch; with the commit lock held.
     *
     * @return the position to {@link #force} for it
     */
    long append(Bytes header, Bytes operations) {
        long before = log.size();
        try {
            log.append(header, operations);
        } catch (RuntimeException | Error e) {
            fault.report(e);
            throw e;
        }
        bytes.add(log.size() - before);
        return ++appended;
    }

    /**
     * Returns when the batches up to {@code position} are on disk; without the commit lock. An interrupt changes
     * nothing of that, and stays for the caller to see.
     */
    void force(long position) {
        while (forced < position) {
            fault.requireNone();
            if (queue.awaitTurn(position)) {
                try {
                    forceAll();
                } finally {
                    queue.passOn();
                }
            }
        }
    }

    /** After a fault nobody waits any more. */
    private long served() {
        return fault.exists() ? Long.MAX_VALUE : forced;
    }

    private void forceAll() {
        WalWriter file;
        long position;
        commitLock.lock();
        try {
            if (forced == appended) {
                // A rotation has done it.
                return;
            }
            fault.requireNone();
            file = log;
            position = appended;
            file.flush();
            setForcing(true);
        } catch (RuntimeException | Error e) {
            fault.report(e);
            throw e;
        } finally {
            commitLock.unlock();
        }
        try {
            file.force();
            forces.increment();
            forced = position;
        } catch (RuntimeException | Error e) {
            fault.report(e);
            throw e;
        } finally {
            setForcing(false);
        }
    }

    private void setForcing(boolean now) {
        lock.lock();
        try {
            forcing = now;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the present log, which is then on disk whole, and begins the next; with the commit lock held.
     *
     * @return the number of the new log
     */
    long rotate() {
        finish();
        try {
            number = numbers.getAsLong();
            log = WalWriter.create(directory, number, reserveBytes);
            return number;
        } catch (RuntimeException | Error e) {
            fault.report(e);
            throw e;
        }
    }

    /** Ends the present log, which is then on disk whole, as the last one; with the commit lock held. */
    void finish() {
        awaitForce();
        fault.requireNone();
        try {
            log.finish();
        } catch (RuntimeException | Error e) {
            fault.report(e);
            throw e;
        }
        forced = appended;
    }

    /** Closes the present log as it is, unless it is finished; with the commit lock held. */
    void close() {
        awaitForce();
        log.close();
    }

    private void awaitForce() {
        lock.lock();
        try {
            while (forcing) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
