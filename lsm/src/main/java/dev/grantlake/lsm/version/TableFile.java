package dev.grantlake.lsm.version;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/** A table's file, opened when it is first needed and then kept open, for all tables that show it. Thread-safe. */
public final class TableFile implements AutoCloseable {

    private final Vfs directory;
    private final String name;
    private final SstableOptions options;

    private volatile @Nullable Sstable open;
    private boolean closed;
    /** Versions that name the file; {@link TableFiles} counts. */
    int users;

    TableFile(Vfs directory, long number, SstableOptions options) {
        this.directory = directory;
        this.name = FileName.ofTable(number);
        this.options = options;
    }

    /**
     * The table, for as long as the file is open.
     *
     * @throws StorageException of kind {@code CLOSED} if it is not any more; and what opening a table throws
     */
    public Sstable table() {
        Sstable table = open;
        return table != null ? table : open();
    }

    /** Says that the table is about to be read, unless it is open already. */
    public void prefetch() {
        if (open == null) {
            directory.prefetch(name);
        }
    }

    private synchronized Sstable open() {
        if (closed) {
            throw new StorageException(
                    StorageException.Kind.CLOSED,
                    Location.of(directory.description(), name),
                    "the database is closed",
                    null);
        }
        Sstable table = open;
        if (table == null) {
            table = Sstable.open(directory.open(name), options);
            open = table;
        }
        return table;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Sstable table = open;
        open = null;
        if (table != null) {
            table.close();
        }
    }
}
