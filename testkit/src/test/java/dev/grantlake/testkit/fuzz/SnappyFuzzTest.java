package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.Snappy;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.SnappyError;

import java.io.IOException;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a raw Snappy block: they decode, or they are a {@link StorageException}. Google's decoder is the oracle:
 * both accept the same blocks and make the same bytes of them, except that Google's reads no more than five bytes of
 * length, where Go and we go on through needless zeros.
 *
 * <p>What the decoder allocates is bounded by the limit that it is given, so the limit is checked as well: one byte
 * less than the decoded length is refused. Decoding into a stretch of a larger array leaves its surroundings alone.
 */
final class SnappyFuzzTest {

    private static final Location WHERE = new Location("fuzz.sst", 0, "data block");
    private static final int LIMIT = 1 << 20;
    private static final int MAX_LENGTH_BYTES = 5;
    private static final int MARGIN = 24;
    private static final byte SENTINEL = (byte) 0xa5;

    @FuzzTest
    void decodesAsGoogleDoes(byte[] block) {
        byte @Nullable [] ours = decode(block, LIMIT);
        byte @Nullable [] theirs = googleDecode(block);
        if (lengthBytes(block) <= MAX_LENGTH_BYTES) {
            assertThat(ours).isEqualTo(theirs);
        }
        if (ours != null) {
            checkLimit(block, ours.length);
            checkSurroundings(block, ours);
        }
    }

    private static int lengthBytes(byte[] block) {
        int bytes = 0;
        while (bytes < block.length && block[bytes] < 0) {
            bytes++;
        }
        return bytes + 1;
    }

    private static byte @Nullable [] decode(byte[] block, int limit) {
        try {
            return Snappy.decode(Bytes.wrap(block), limit, WHERE);
        } catch (StorageException e) {
            return null;
        }
    }

    private static byte @Nullable [] googleDecode(byte[] block) {
        try {
            return org.xerial.snappy.Snappy.uncompressedLength(block) > LIMIT
                    ? null
                    : org.xerial.snappy.Snappy.uncompress(block);
        } catch (IOException | SnappyError e) {
            return null;
        }
    }

    private static void checkLimit(byte[] block, int length) {
        assertThat(decode(block, length)).as("with a limit that is just enough").hasSize(length);
        if (length > 0) {
            assertThat(decode(block, length - 1))
                    .as("with a limit of a byte less")
                    .isNull();
        }
    }

    private static void checkSurroundings(byte[] block, byte[] decoded) {
        byte[] target = new byte[MARGIN + decoded.length + MARGIN];
        Arrays.fill(target, SENTINEL);
        byte[] expected = target.clone();
        System.arraycopy(decoded, 0, expected, MARGIN, decoded.length);
        Snappy.decode(Bytes.wrap(block), target, MARGIN, decoded.length, WHERE);
        assertThat(Arrays.equals(target, expected))
                .as("exactly the stretch is written")
                .isTrue();
    }
}
