package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.Origin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes can be a component of a key and come back from it; what decodes is the one encoding of its raw form; and
 * encoded components compare as raw ones do, also with a separator behind them.
 */
final class TupleCodecFuzzTest {

    private static final Origin ORIGIN = () -> Location.of("fuzz", "key");
    private static final Bytes SEPARATOR = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});

    @FuzzTest
    void eachValueHasOneEncoding(byte[] input) {
        Bytes bytes = Bytes.wrap(input);
        Bytes encoded = TupleCodec.encode(bytes);
        assertThat(TupleCodec.decode(encoded, ORIGIN)).isEqualTo(bytes);
        assertThat(indexOfZero(encoded)).as("separator in %s", encoded).isNegative();

        Bytes raw = HostileRead.of(input.length, () -> TupleCodec.decode(bytes, ORIGIN));
        if (raw != null) {
            assertThat(TupleCodec.encode(raw)).isEqualTo(bytes);
        }

        int half = input.length / 2;
        checkOrder(bytes.slice(0, half), bytes.from(half));
    }

    private static void checkOrder(Bytes left, Bytes right) {
        int raw = Integer.signum(left.compareTo(right));
        Bytes encodedLeft = TupleCodec.encode(left);
        Bytes encodedRight = TupleCodec.encode(right);
        assertThat(Integer.signum(encodedLeft.compareTo(encodedRight)))
                .as("order of %s and %s", left, right)
                .isEqualTo(raw);
        assertThat(Integer.signum(encodedLeft.plus(SEPARATOR).compareTo(encodedRight.plus(SEPARATOR))))
                .as("order of %s and %s in keys", left, right)
                .isEqualTo(raw);
    }

    private static int indexOfZero(Bytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.at(i) == 0) {
                return i;
            }
        }
        return -1;
    }
}
