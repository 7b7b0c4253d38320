/** The containers: what a {@code .c1z} is, and its payload as a read-only directory. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.c1z {
    requires static org.jspecify;
    requires transitive dev.grantlake.base;
    requires transitive dev.grantlake.vfs;
    requires transitive dev.grantlake.wire;

    exports dev.grantlake.c1z;
    exports dev.grantlake.c1z.inspect;
}
