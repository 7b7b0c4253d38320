/** Bytes, varints, checksums, codecs and the one error type. Used by every other module. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.base {
    requires static org.jspecify;
    requires com.github.luben.zstd_jni;

    exports dev.grantlake.base;
}
