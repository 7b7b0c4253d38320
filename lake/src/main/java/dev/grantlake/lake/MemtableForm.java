package dev.grantlake.lake;

import dev.grantlake.lake.memtable.ColumnMemtable;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.memtable.SkipListMemtable;

/** How what is committed and not yet flushed lies in memory. Nothing that is read depends on it. */
public enum MemtableForm {
    /** An object an entry, which refers to the key and the value that were given. */
    ROWS {
        @Override
        Memtable empty() {
            return new SkipListMemtable();
        }
    },
    /** A few large arrays, which keys and values are copied into: less memory an entry, and less for the collector. */
    COLUMNS {
        @Override
        Memtable empty() {
            return new ColumnMemtable();
        }
    };

    abstract Memtable empty();
}
