/** Transactions and time travel over a columnar dataset: log, memtable, flusher, timeline. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.lake {
    requires static org.jspecify;
    requires transitive dev.grantlake.kv;
    requires transitive dev.grantlake.vfs;

    exports dev.grantlake.lake;
    exports dev.grantlake.lake.dataset;
    exports dev.grantlake.lake.error;
    exports dev.grantlake.lake.table;
}
