package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.row.Origin;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class TupleCodecTest {

    private static final Origin ORIGIN = () -> Location.of("test", "component");

    @ParameterizedTest
    @CsvSource({"00,0101", "01,0102", "02,02", "ff,ff", "6700010a,670101 01020a", "0001,01010102", "'',''"})
    void escapesOnlyTheTwoLowestBytes(String raw, String encoded) {
        Bytes expected = Bytes.ofHex(encoded.replace(" ", ""));
        assertThat(TupleCodec.encode(Bytes.ofHex(raw))).isEqualTo(expected);
        assertThat(TupleCodec.decode(expected, ORIGIN)).isEqualTo(Bytes.ofHex(raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "0100", "0103", "01ff", "6101", "6100", "00", "610161"})
    void refusesWhatNoEncodingGives(String encoded) {
        assertThatThrownBy(() -> TupleCodec.decode(Bytes.ofHex(encoded), ORIGIN))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    @Test
    void keepsOrderAndComesBack(Dice dice) {
        for (int i = 0; i < Seeds.rounds(20_000); i++) {
            Bytes a = Bytes.wrap(dice.key(4, 8));
            Bytes b = Bytes.wrap(dice.key(4, 8));
            Bytes encodedA = TupleCodec.encode(a);
            Bytes encodedB = TupleCodec.encode(b);
            assertThat(TupleCodec.decode(encodedA, ORIGIN)).isEqualTo(a);
            assertThat(Integer.signum(encodedA.compareTo(encodedB)))
                    .as("%s and %s", a, b)
                    .isEqualTo(Integer.signum(a.compareTo(b)));
            assertThat(encodedA.startsWith(encodedB)).as("%s and %s", a, b).isEqualTo(a.startsWith(b));
            assertThat(encodedA.toArray()).doesNotContain(0);
        }
    }

    @Test
    void whatDecodesIsTheOnlyEncodingOfItsValue(Dice dice) {
        int decoded = 0;
        for (int i = 0; i < Seeds.rounds(20_000); i++) {
            byte[] bytes = dice.key(3, 6);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) (bytes[j] & 3);
            }
            Bytes encoded = Bytes.wrap(bytes);
            Bytes raw;
            try {
                raw = TupleCodec.decode(encoded, ORIGIN);
            } catch (StorageException e) {
                continue;
            }
            decoded++;
            assertThat(TupleCodec.encode(raw)).isEqualTo(encoded);
        }
        assertThat(decoded).isPositive();
    }
}
