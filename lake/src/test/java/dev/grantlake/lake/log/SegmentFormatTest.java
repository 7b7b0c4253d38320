package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The worked examples of {@code docs/formats/lake-log.md}, byte for byte. */
class SegmentFormatTest {

    private static final Location WHERE = Location.of("wal", "log");

    @Test
    void theHeaderOfTheFirstSegment() {
        byte[] header = SegmentFormat.header(1);
        assertThat(Bytes.wrap(header).toHex())
                .isEqualTo("474c57414c0d0a012000000000000000010000000000000000000000324743b5");
        assertThat(SegmentFormat.faultOf(Bytes.wrap(header), 1, WHERE)).isNull();
        assertThat(SegmentFormat.faultOf(Bytes.wrap(header), 2, WHERE)).contains("segment 1");
    }

    @Test
    void everyFlippedBitOfAHeaderIsNoticed() {
        for (int bit = 0; bit < SegmentFormat.HEADER_BYTES * 8; bit++) {
            byte[] header = SegmentFormat.header(7);
            header[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(SegmentFormat.faultOf(Bytes.wrap(header), 7, WHERE))
                    .as("bit %d", bit)
                    .isNotNull();
        }
    }

    @Test
    void aSoundHeaderWithOtherFlagsIsOfALaterVersion() {
        byte[] header = SegmentFormat.header(7);
        header[12] = 1;
        LittleEndian.putInt(header, 28, new Crc32c().update(header, 0, 28).value());
        assertThatThrownBy(() -> SegmentFormat.faultOf(Bytes.wrap(header), 7, WHERE))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("later version");
    }

    @Test
    void aGroupHead() {
        byte[] head = new byte[SegmentFormat.GROUP_HEAD_BYTES];
        SegmentFormat.putGroupHead(head, 0, 32);
        assertThat(Bytes.wrap(head).toHex()).startsWith("0c000000").endsWith("020000002000000000000000");
    }

    @Test
    void namesHaveTwentyDigits() {
        assertThat(SegmentFormat.name(1)).isEqualTo("00000000000000000001.log");
        assertThat(SegmentFormat.number("00000000000000000001.log")).isEqualTo(1);
        assertThat(SegmentFormat.number(SegmentFormat.name(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.log",
                "00000000000000000001.log.cut",
                "00000000000000000000.log",
                "99999999999999999999.log",
                "0000000000000000000x.log",
                "00000000000000000001.txt",
                "LOCK"
            })
    void otherFilesAreNoSegments(String name) {
        assertThat(SegmentFormat.number(name)).isZero();
    }
}
