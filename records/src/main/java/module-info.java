/** Keyspaces, identities and record codecs: the store SPI over an ordered key-value reader. */
@SuppressWarnings("module") // the modules that the qualified exports name are built after this one
@org.jspecify.annotations.NullMarked
module dev.grantlake.records {
    requires static org.jspecify;
    requires transitive dev.grantlake.kv;
    requires transitive dev.grantlake.store;

    exports dev.grantlake.records to
            dev.grantlake.pebble;
    exports dev.grantlake.records.codec to
            dev.grantlake.ops,
            dev.grantlake.pebble;
    exports dev.grantlake.records.encode to
            dev.grantlake.ops,
            dev.grantlake.pebble;
    exports dev.grantlake.records.inspect to
            dev.grantlake.cli,
            dev.grantlake.ops;
    exports dev.grantlake.records.key to
            dev.grantlake.ops,
            dev.grantlake.pebble;
    exports dev.grantlake.records.row to
            dev.grantlake.ops,
            dev.grantlake.pebble;
}
