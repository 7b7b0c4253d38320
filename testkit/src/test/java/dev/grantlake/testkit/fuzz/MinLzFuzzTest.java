package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.MinLz;
import dev.grantlake.base.Snappy;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a MinLZ block: they decode, or they are a {@link StorageException}. The oracle is {@link PlainMinLz}:
 * both accept the same blocks and make the same bytes of them. A block that does not begin with a zero is a Snappy
 * block, which {@link SnappyFuzzTest} holds to Google's decoder; here it only has to be taken for one.
 *
 * <p>The limit is checked as well: what decodes is refused under one byte less.
 */
final class MinLzFuzzTest {

    private static final Location WHERE = new Location("fuzz.sst", 0, "data block");
    private static final int LIMIT = 1 << 20;

    @FuzzTest
    void decodesAsThePlainDecoderDoes(byte[] block) {
        byte @Nullable [] ours = decode(block, LIMIT);
        assertThat(ours).isEqualTo(expected(block));
        if (ours != null) {
            assertThat(decode(block, ours.length))
                    .as("with a limit that is just enough")
                    .isEqualTo(ours);
            if (ours.length > 0) {
                assertThat(decode(block, ours.length - 1))
                        .as("with a limit of a byte less")
                        .isNull();
            }
        }
    }

    private static byte @Nullable [] decode(byte[] block, int limit) {
        try {
            return MinLz.decode(Bytes.wrap(block), limit, WHERE);
        } catch (StorageException e) {
            return null;
        }
    }

    private static byte @Nullable [] expected(byte[] block) {
        try {
            return block.length == 0 || block[0] != 0
                    ? Snappy.decode(Bytes.wrap(block), LIMIT, WHERE)
                    : PlainMinLz.decode(block, LIMIT);
        } catch (StorageException | PlainMinLz.Refused e) {
            return null;
        }
    }
}
