package dev.grantlake.pebble.file;

import dev.grantlake.base.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AccessGroupsTest {

    /** A key, and behind the bar what its group leaves of it. */
    @ParameterizedTest
    @CsvSource({
        "grant, 030400 61 00 62 00 31 00 63 00, 64 00 65",
        "grant of an entitlement with empty parts, 030400 00 00 31 00 00, 64 00 65",
        "by principal, 03070400 64 00 65 00, 61 00 62 00 31 00 63",
        "needs expansion, 03070500 61 00 62 00 31 00 63 00, 64 00 65",
        "'by hash, a hash with a zero byte', 03070800 61 00 62 00 31 00 63 00, 0017 64 00 65",
        "entitlement, 030300 61 00 62 00 31 00 63, ''",
        "resource by parent, 03070100 61 00 62 00 63 00 64, ''",
        "grant without all of its parts, 030400 61 00 62, ''",
        "a header alone, 0304, ''",
        "half a header, 03, ''",
    })
    void aGroupIsWhatIsReadTogether(String name, String group, String rest) {
        Bytes prefix = hex(group);
        Bytes key = prefix.plus(hex(rest));
        byte[] array = new byte[key.length() + 5];
        System.arraycopy(key.array(), key.offset(), array, 3, key.length());
        assertThat(AccessGroups.INSTANCE.prefixLength(array, 3, key.length()))
                .as(name)
                .isEqualTo(prefix.length());
    }

    private static Bytes hex(String text) {
        return Bytes.ofHex(text.replace(" ", ""));
    }
}
