package dev.grantlake.base;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Idle native contexts, ready for the next call: making one costs more than decompressing a block. Thread-safe.
 *
 * <p>A pool and not one context a thread: threads come and go without telling, and what a dead thread held would stay
 * allocated outside of the heap. As many contexts idle here as there are processors; one more that comes back is
 * closed.
 */
final class ContextPool<C> {

    private static final int MAX_IDLE = Runtime.getRuntime().availableProcessors();

    private final Supplier<C> factory;
    private final Consumer<C> closer;
    private final ConcurrentLinkedDeque<C> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger idleCount = new AtomicInteger();

    ContextPool(Supplier<C> factory, Consumer<C> closer) {
        this.factory = factory;
        this.closer = closer;
    }

    /** A context for one call; the caller gives it back, or closes it if the call failed. */
    C borrow() {
        @Nullable C context = idle.pollFirst();
        if (context != null) {
            idleCount.decrementAndGet();
            return context;
        }
        return make(factory);
    }

    /** A context outside of any pool; the caller closes it. The first one of a process loads the library. */
    static <C> C make(Supplier<C> factory) {
        try {
            return factory.get();
        } catch (LinkageError e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, null, "the zstd library cannot be loaded: " + e.getMessage(), e);
        }
    }

    void giveBack(C context) {
        if (idleCount.incrementAndGet() <= MAX_IDLE) {
            idle.addFirst(context);
            return;
        }
        idleCount.decrementAndGet();
        closer.accept(context);
    }
}
