package dev.grantlake.lake.block;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One read that is made by whoever comes first, a thread that reads ahead or the one that wants it: so nobody waits for
 * reads of others. One thread gets or drops it, another one may run it.
 */
final class EarlyRead<T> implements Runnable {

    private final Supplier<T> read;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<T> result = new CompletableFuture<>();

    EarlyRead(Supplier<T> read) {
        this.read = read;
    }

    @Override
    public void run() {
        if (taken.compareAndSet(false, true)) {
            try {
                result.complete(read.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** Whether somebody is at it. */
    boolean isUnderWay() {
        return taken.get() && !result.isDone();
    }

    /** What is read, or what was thrown instead; called once. */
    T get() {
        if (taken.compareAndSet(false, true)) {
            return read.get();
        }
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Nobody wants it any more: it does not begin; if it is under way, it goes on for nobody. */
    void drop() {
        taken.set(true);
    }
}
