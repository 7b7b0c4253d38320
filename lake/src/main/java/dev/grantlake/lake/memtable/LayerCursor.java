package dev.grantlake.lake.memtable;

import dev.grantlake.kv.Cursor;

/** A cursor over one layer of several: it also stands on keys that the layer says are deleted. */
public interface LayerCursor extends Cursor {

    /** Whether the present entry is a deletion; its value has no bytes then. Only while {@link #valid()}. */
    boolean tombstone();
}
