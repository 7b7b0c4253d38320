/** The public API of Grantlake: open a store, read who has access to what, write a new one. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.store {
    requires static org.jspecify;
    requires transitive dev.grantlake.base;
    requires transitive dev.grantlake.wire;

    exports dev.grantlake.store;
    exports dev.grantlake.store.spi;
    exports dev.grantlake.store.v2;

    uses dev.grantlake.store.spi.StoreEngine;
}
