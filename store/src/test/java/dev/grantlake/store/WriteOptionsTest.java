package dev.grantlake.store;

import dev.grantlake.base.StorageException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot work is refused when it is asked for, not when a file is half written. */
class WriteOptionsTest {

    private final WriteOptions options = WriteOptions.defaults();

    @Test
    void keysHave60KibibytesAndAssets256MebibytesByDefault() {
        assertThat(options.maxKeyBytes()).isEqualTo(61_440);
        assertThat(options.maxAssetBytes()).isEqualTo(268_435_456);
    }

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

    @Test
    void eachSettingChangesAlone() {
        InstantSource clock = () -> Instant.EPOCH;
        RandomGenerator random = new SplittableRandom(1);
        Path folder = Path.of("elsewhere");
        WriteOptions all = options.withEngine("other")
                .withReplace(true)
                .withPacking(Packing.TAR)
                .withLayout(TableLayout.BLOCKS)
                .withCompressionLevel(7)
                .withDigests(false)
                .withMemoryBytes(5 << 20)
                .withThreads(11)
                .withTemporaryFolder(folder)
                .withLimits(100, 200)
                .withManySyncs(true)
                .withClock(clock)
                .withRandom(random);
        assertThat(all)
                .isEqualTo(new WriteOptions(
                        "other",
                        true,
                        Packing.TAR,
                        TableLayout.BLOCKS,
                        7,
                        false,
                        5 << 20,
                        11,
                        folder,
                        100,
                        200,
                        true,
                        clock,
                        random));
        assertThat(options.withThreads(options.threads())).isEqualTo(options);
    }

    private static void assertRefused(String what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT))
                .hasMessageStartingWith(what);
    }
}
