/** The engine {@code pebble}: records on an LSM database inside a {@code .c1z}. */
@SuppressWarnings("module") // the module that the qualified export names is built after this one
@org.jspecify.annotations.NullMarked
module dev.grantlake.pebble {
    requires static org.jspecify;
    requires transitive dev.grantlake.c1z;
    requires transitive dev.grantlake.lsm;
    requires dev.grantlake.records;
    requires transitive dev.grantlake.store;

    exports dev.grantlake.pebble to
            dev.grantlake.cli;

    provides dev.grantlake.store.spi.StoreEngine with
            dev.grantlake.pebble.PebbleEngine;
}
