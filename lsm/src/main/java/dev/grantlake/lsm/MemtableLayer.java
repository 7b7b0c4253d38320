package dev.grantlake.lsm;

import dev.grantlake.lsm.memtable.Memtable;

/**
 * A memtable of a database that is open.
 *
 * @param logNumber the log that holds all of it, and nothing of later layers
 */
record MemtableLayer(Memtable memtable, long logNumber) {}
