package dev.grantlake.lsm.commit;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Threads that wait until what they have appended is on disk, of whom one at a time has the turn to force it for all.
 * Thread-safe.
 *
 * <p>Implementation note. Waking a thread costs more than its commit. So each is woken once, when it is served or when
 * its turn has come, and takes no lock afterwards. Who waits adds itself to a stack; who passes the turn on takes the
 * stack down, and builds it up again of those for whom it is too early. A turn that nobody waits for is given up, and
 * the stack looked at once more then, as who adds itself to the stack looks once more whether there is a turn: so one
 * of the two sees the other.
 */
final class ForceQueue {

    /** What has become of a thread that waits. */
    private enum State {
        WAITING,
        SERVED,
        TURN
    }

    private static final class Waiter {

        private final Thread thread = Thread.currentThread();
        private final long position;
        private @Nullable Waiter next;
        private volatile State state = State.WAITING;

        Waiter(long position) {
            this.position = position;
        }
    }

    private final LongSupplier served;
    /** Whether somebody has the turn. */
    private final AtomicBoolean taken = new AtomicBoolean();
    /** Who waits, newest first. */
    private final AtomicReference<@Nullable Waiter> waiting = new AtomicReference<>();

    /**
     * Nobody waits.
     *
     * @param served the position up to which nobody has to wait any more; never less than before
     */
    ForceQueue(LongSupplier served) {
        this.served = served;
    }

    /**
     * Waits until {@code position} is served or this thread has the turn, which may be at once, and also although it
     * has been served. An interrupt stays for the caller to see.
     *
     * @return whether it has the turn, which it has to {@link #passOn}
     */
    boolean awaitTurn(long position) {
        if (taken.compareAndSet(false, true)) {
            return true;
        }
        Waiter waiter = new Waiter(position);
        push(waiter);
        boolean interrupted = false;
        try {
            while (waiter.state == State.WAITING) {
                if (taken.compareAndSet(false, true)) {
                    // Still in the stack, where nobody is to give it another.
                    waiter.state = State.TURN;
                    return true;
                }
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            return waiter.state == State.TURN;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Wakes all that are served, and gives the turn to the oldest of the others. */
    void passOn() {
        do {
            long position = served.getAsLong();
            Waiter ready = null;
            Waiter next = null;
            for (Waiter each = waiting.getAndSet(null); each != null; ) {
                Waiter older = each.next;
                if (each.position <= position || each.state != State.WAITING) {
                    each.next = ready;
                    ready = each;
                    each.state = State.SERVED;
                } else {
                    if (next != null) {
                        push(next);
                    }
                    next = each;
                }
                each = older;
            }
            if (next != null) {
                // First, so that the disk has something to do while the others are woken.
                next.state = State.TURN;
                LockSupport.unpark(next.thread);
                wake(ready);
                return;
            }
            taken.set(false);
            wake(ready);
        } while (waiting.get() != null && taken.compareAndSet(false, true));
    }

    private void push(Waiter waiter) {
        Waiter newest;
        do {
            newest = waiting.get();
            waiter.next = newest;
        } while (!waiting.compareAndSet(newest, waiter));
    }

    private static void wake(@Nullable Waiter first) {
        for (Waiter each = first; each != null; each = each.next) {
            LockSupport.unpark(each.thread);
        }
    }
}
