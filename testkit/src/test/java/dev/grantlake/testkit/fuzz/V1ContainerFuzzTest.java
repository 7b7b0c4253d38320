package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.V1File;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes behind the magic of a v1 file: it is refused, or its database decodes to the same bytes in one piece and in
 * many, as many of them as was announced.
 */
final class V1ContainerFuzzTest {

    @FuzzTest
    void decodesOrRefuses(byte[] stream) {
        byte[] file = V1Files.of(stream);
        byte[] pieces = HostileRead.of(file.length, () -> {
            try (V1File opened = open(file)) {
                ByteSink out = new ByteSink();
                long length = opened.decode(out::writeBytes);
                assertThat(length).isEqualTo(out.size());
                assertThat(opened.databaseBytes().orElse(length)).isEqualTo(length);
                return out.toArray();
            }
        });
        byte[] whole = HostileRead.of(file.length, () -> {
            try (V1File opened = open(file)) {
                return opened.fitsInMemory() ? opened.decode() : Bytes.EMPTY.toArray();
            }
        });
        assertThat(agree(pieces, whole)).isTrue();
    }

    private static boolean agree(byte @Nullable [] pieces, byte @Nullable [] whole) {
        return pieces == null
                ? whole == null || whole.length == 0
                : whole != null && (whole.length == 0 || Bytes.wrap(whole).equals(Bytes.wrap(pieces)));
    }

    private static V1File open(byte[] file) {
        return V1File.open(Container.directory(file), Container.NAME, C1zReadOptions.defaults(), new ReadMetrics());
    }
}
