package dev.grantlake.lsm;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/** A table's file, opened when it is first needed and then kept open, for all tables that show it. Thread-safe. */
final class TableFile implements AutoCloseable {

    private final Vfs directory;
    private final String name;
    private final SstableOptions options;

    private volatile @Nullable Sstable open;
    private boolean closed;

    TableFile(Vfs directory, long number, SstableOptions options) {
        this.directory = directory;
        this.name = FileName.ofTable(number);
        this.options = options;
    }

    Sstable table() {
        Sstable table = open;
        return table != null ? table : open();
    }

    /** Says that the table is about to be read, unless it is open already. */
    void prefetch() {
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
