package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.OwnedThreads;
import dev.grantlake.base.StorageException;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Compresses files on threads of its own and hands the frames on in the order of the files, in the thread that brings
 * them. One file more than there are threads is under way at a time; whoever brings another waits for the first.
 */
final class FrameCompressor implements AutoCloseable {

    private final int level;
    private final int limit;
    private final Consumer<EncodedFrame> target;
    private final OwnedThreads workers;
    private final ExecutorService threads;
    private final ArrayDeque<CompletableFuture<EncodedFrame>> underWay = new ArrayDeque<>();

    FrameCompressor(C1zWriteOptions options, String container, Consumer<EncodedFrame> target) {
        this.level = options.level();
        this.limit = options.threads() + 1;
        this.target = target;
        this.workers = new OwnedThreads("grantlake-encode-" + container);
        this.threads = Executors.newFixedThreadPool(options.threads(), workers);
    }

    /** Takes a file to be compressed some time soon, and hands on what is ready. */
    void add(String name, Bytes raw) {
        while (underWay.size() >= limit) {
            handOn();
        }
        underWay.add(CompletableFuture.supplyAsync(() -> EncodedFrame.of(name, raw, level), threads));
        while (!underWay.isEmpty() && underWay.element().isDone()) {
            handOn();
        }
    }

    /** Hands on everything. */
    void drain() {
        while (!underWay.isEmpty()) {
            handOn();
        }
    }

    /** Hands on the first frame when it is ready; an interrupt does not cut the wait short. */
    private void handOn() {
        EncodedFrame frame;
        try {
            frame = underWay.remove().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
        target.accept(frame);
    }

    /** Drops what has not begun and waits for what has: a frame takes milliseconds. */
    @Override
    public void close() {
        threads.shutdownNow();
        workers.join();
    }
}
