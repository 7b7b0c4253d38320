/** The Pebble v2.1.5 file format and engine: sorted tables, manifests, logs, and the reads over them. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.lsm {
    requires static org.jspecify;
    requires transitive dev.grantlake.kv;
    requires transitive dev.grantlake.vfs;

    exports dev.grantlake.lsm;
    exports dev.grantlake.lsm.bulk;
    exports dev.grantlake.lsm.directory;
    exports dev.grantlake.lsm.inspect;
    exports dev.grantlake.lsm.key;
    exports dev.grantlake.lsm.manifest;
    exports dev.grantlake.lsm.memtable;
    exports dev.grantlake.lsm.record;
    exports dev.grantlake.lsm.salvage;
    exports dev.grantlake.lsm.version;
    exports dev.grantlake.lsm.wal;
}
