package dev.grantlake.store;

import dev.grantlake.base.StorageException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot work is refused when it is asked for, not when a file is half written. */
class WriteOptionsTest {

    private final WriteOptions options = WriteOptions.defaults();

    @Test
    void boundsAreAccepted() {
        assertThat(options.withLimits(1, 0).maxKeyBytes()).isEqualTo(1);
        assertThat(options.withLimits(WriteOptions.MAX_KEY_BYTES, Long.MAX_VALUE)
                        .maxAssetBytes())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(options.withCompressionLevel(1).withCompressionLevel(19).compressionLevel())
                .isEqualTo(19);
        assertThat(options.withThreads(1).withMemoryBytes(1 << 20).threads()).isEqualTo(1);
    }

    @Test
    void whatIsBeyondThemIsRefused() {
        assertRefused("length of keys", () -> options.withLimits(0, 1));
        assertRefused("length of keys", () -> options.withLimits(WriteOptions.MAX_KEY_BYTES + 1, 1));
        assertRefused("size of assets", () -> options.withLimits(1, -1));
        assertRefused("level of compression", () -> options.withCompressionLevel(0));
        assertRefused("level of compression", () -> options.withCompressionLevel(20));
        assertRefused("number of threads", () -> options.withThreads(0));
        assertRefused("memory", () -> options.withMemoryBytes((1 << 20) - 1));
    }

    private static void assertRefused(String what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT))
                .hasMessageStartingWith(what);
    }
}
