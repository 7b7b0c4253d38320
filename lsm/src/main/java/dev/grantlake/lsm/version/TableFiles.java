package dev.grantlake.lsm.version;

import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of tables, each of which all versions share: opened when somebody first reads it, closed when no version
 * names it any more, or all with this. Thread-safe.
 */
public final class TableFiles implements AutoCloseable {

    private final Vfs directory;
    private final SstableOptions options;
    private final Map<Long, TableFile> files = new HashMap<>();

    /** The files of a directory, which stays the caller's; none is open yet. */
    public TableFiles(Vfs directory, SstableOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /** The file of that number, whether it is there or not: reading it tells. */
    public synchronized TableFile file(long number) {
        return files.computeIfAbsent(number, missing -> new TableFile(directory, missing, options));
    }

    /** Counts one more version that names these files. */
    synchronized void retain(Collection<Long> numbers) {
        for (long number : numbers) {
            file(number).users++;
        }
    }

    /**
     * Counts one version less that names these files, and closes those that no other one names.
     *
     * @return the numbers of those, whose files nobody reads any more
     */
    List<Long> release(Collection<Long> numbers) {
        List<Long> unused = new ArrayList<>();
        List<TableFile> closed = new ArrayList<>();
        synchronized (this) {
            for (long number : numbers) {
                TableFile file = file(number);
                if (--file.users == 0) {
                    files.remove(number);
                    unused.add(number);
                    closed.add(file);
                }
            }
        }
        closeAll(closed);
        return unused;
    }

    /** Closes those of these files that no version names, for whoever is about to delete them. */
    void discard(Collection<Long> numbers) {
        List<TableFile> closed = new ArrayList<>();
        synchronized (this) {
            for (long number : numbers) {
                TableFile file = files.get(number);
                if (file != null && file.users == 0) {
                    files.remove(number);
                    closed.add(file);
                }
            }
        }
        closeAll(closed);
    }

    /** Closes all files; a second call does nothing. */
    @Override
    public void close() {
        List<TableFile> all;
        synchronized (this) {
            all = List.copyOf(files.values());
        }
        closeAll(all);
    }

    private static void closeAll(List<TableFile> files) {
        RuntimeException failure = null;
        for (TableFile file : files) {
            try {
                file.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
