/** The only door to files. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.vfs {
    requires static org.jspecify;
    requires transitive dev.grantlake.base;

    exports dev.grantlake.vfs;
}
