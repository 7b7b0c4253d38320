/** What works on whole syncs. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.ops {
    requires static org.jspecify;
    requires transitive dev.grantlake.store;
    requires dev.grantlake.c1z;
    requires dev.grantlake.lsm;
    requires dev.grantlake.records;
    requires transitive dev.grantlake.kv;

    exports dev.grantlake.ops.compaction;
    exports dev.grantlake.ops.verify;
}
