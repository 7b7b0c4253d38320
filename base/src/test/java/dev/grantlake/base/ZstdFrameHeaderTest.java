package dev.grantlake.base;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ZstdFrameHeaderTest {

    private static final Location WHERE = new Location("tiny.c1z", 100, "frame");
    private static final long UNKNOWN = ZstdFrameHeader.UNKNOWN;

    @ParameterizedTest
    @CsvSource({
        // header, length, window, content, checksum, dictionary
        "28b52ffd 04 68, 6, 8388608, -1, true, 0",
        "28b52ffd 04 00, 6, 1024, -1, true, 0",
        "28b52ffd 00 01, 6, 1152, -1, false, 0",
        "28b52ffd 00 ff, 6, 4123168604160, -1, false, 0",
        "28b52ffd 24 00, 6, 0, 0, true, 0",
        "28b52ffd 20 ff, 6, 255, 255, false, 0",
        "28b52ffd 60 0000, 7, 256, 256, false, 0",
        "28b52ffd 60 ffff, 7, 65791, 65791, false, 0",
        "28b52ffd 44 00 0001, 8, 1024, 512, true, 0",
        "28b52ffd 84 68 00000002, 10, 8388608, 33554432, true, 0",
        "28b52ffd a0 ffffffff, 9, 4294967295, 4294967295, false, 0",
        "28b52ffd e0 ffffffffffffff7f, 13, 9223372036854775807, 9223372036854775807, false, 0",
        "28b52ffd 21 07 05, 7, 5, 5, false, 7",
        "28b52ffd 22 0700 05, 8, 5, 5, false, 7",
        "28b52ffd 23 ffffffff 05, 10, 5, 5, false, 4294967295",
        "28b52ffd c3 68 07000000 0102030405060708, 18, 8388608, 578437695752307201, false, 7",
    })
    void parses(String hex, int bytes, long window, long content, boolean checksum, long dictionary) {
        assertThat(parse(hex + " 5555555555"))
                .isEqualTo(new ZstdFrameHeader(bytes, window, content, checksum, dictionary, UNKNOWN));
    }

    @Test
    void parsesSkippableFrames() {
        assertThat(parse("502a4d18 ffffffff").skippableBytes()).isEqualTo(0xffffffffL);
        assertThat(parse("5f2a4d18 03000000").skippable()).isTrue();
        assertThat(parse("28b52ffd 24 00").skippable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "28b52f, a 4-byte integer",
        "28b52ffe 04 68, found magic fe2fb528",
        "25b52ffd 04 68, found magic fd2fb525",
        "28b52ffd, a byte",
        "28b52ffd 04, a byte",
        "28b52ffd 0c 68, the reserved bit",
        "28b52ffd 44 00 00, a 2-byte integer",
        "28b52ffd e0 ffffffffffffffff, found 18446744073709551615",
        "502a4d18 0000, a 4-byte integer",
    })
    void refuses(String hex, String message) {
        assertThatThrownBy(() -> parse(hex))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageStartingWith("tiny.c1z: frame at 10")
                .hasMessageContaining(message);
    }

    private static ZstdFrameHeader parse(String hex) {
        return ZstdFrameHeader.parse(Bytes.ofHex(hex.replace(" ", "")), WHERE);
    }
}
