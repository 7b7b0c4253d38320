package dev.grantlake.lance;

import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import static dev.grantlake.lance.LanceErrors.translated;

/**
 * Data files that stay open from one read to the next: to open one takes the library longer than to read a block of it.
 * Those that were used longest ago are closed when there are too many. Thread-safe.
 */
final class DataFiles implements AutoCloseable {

    private final String folder;
    private final int most;
    private final Supplier<BufferAllocator> allocators;
    private final ReentrantLock lock = new ReentrantLock();
    /** By name, the one that was used last at the end; each has this as one of its holders. */
    private final Map<String, OpenDataFile> open = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    /** Reads of one file. */
    interface Reading<T> {
        T of(OpenDataFile file) throws Exception;
    }

    /** Files in {@code folder}, of which at most {@code most} stay open while nobody reads them. */
    DataFiles(String folder, int most, Supplier<BufferAllocator> allocators) {
        this.folder = folder;
        this.most = most;
        this.allocators = allocators;
    }

    /** What {@code reading} makes of a file, which is open for so long. */
    <T> T read(String name, Reading<T> reading) throws Exception {
        OpenDataFile file = hold(name);
        try {
            return reading.of(file);
        } finally {
            file.release();
        }
    }

    private OpenDataFile hold(String name) throws Exception {
        OpenDataFile there = find(name);
        if (there != null) {
            return there;
        }
        // Whoever reads other files does not wait for this one.
        OpenDataFile opened = OpenDataFile.open(folder + "/" + name, allocators.get());
        opened.retain();
        List<OpenDataFile> forgotten = new ArrayList<>();
        lock.lock();
        try {
            OpenDataFile replaced = open.put(name, opened);
            if (replaced != null) {
                forgotten.add(replaced);
            }
            Iterator<OpenDataFile> oldest = open.values().iterator();
            while (open.size() > (closed ? 0 : most)) {
                forgotten.add(oldest.next());
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
        release(forgotten);
        return opened;
    }

    private @Nullable OpenDataFile find(String name) {
        lock.lock();
        try {
            OpenDataFile file = open.get(name);
            if (file != null) {
                file.retain();
            }
            return file;
        } finally {
            lock.unlock();
        }
    }

    /** Closes all, each as soon as nobody reads it: a file that has lost its name takes space while it is open. */
    void closeAll() {
        List<OpenDataFile> forgotten;
        lock.lock();
        try {
            forgotten = List.copyOf(open.values());
            open.clear();
        } finally {
            lock.unlock();
        }
        translated(folder, "close data files", () -> {
            release(forgotten);
            return true;
        });
    }

    private static void release(List<OpenDataFile> files) throws Exception {
        for (OpenDataFile file : files) {
            file.release();
        }
    }

    /** As {@link #closeAll}; no file stays open from now on. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        closeAll();
    }
}
