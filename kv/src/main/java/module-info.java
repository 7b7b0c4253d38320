/** The ordered key-value contract between the record layer and the engines. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.kv {
    requires static org.jspecify;
    requires transitive dev.grantlake.base;
    requires transitive dev.grantlake.vfs;

    exports dev.grantlake.kv;
    exports dev.grantlake.kv.spill;
}
