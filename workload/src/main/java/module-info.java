/** Records made by recipe. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.workload {
    requires static org.jspecify;
    requires transitive dev.grantlake.wire;

    exports dev.grantlake.workload;
}
