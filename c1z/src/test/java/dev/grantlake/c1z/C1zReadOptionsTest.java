package dev.grantlake.c1z;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class C1zReadOptionsTest {

    private static final String DECODED = "BATON_DECODER_MAX_DECODED_SIZE_MB";
    private static final String MEMORY = "BATON_DECODER_MAX_MEMORY_MB";
    private static final String FAIL_FAST = "BATON_DISABLE_FCS_FAIL_FAST";

    @Test
    void anEmptyEnvironmentChangesNothing() {
        assertThat(C1zReadOptions.fromEnvironment(Map.of())).isEqualTo(C1zReadOptions.defaults());
        assertThat(C1zReadOptions.defaults().maxWindowBytes()).isEqualTo(128 << 20);
        assertThat(C1zReadOptions.defaults().checkSizesFirst()).isTrue();
    }

    @Test
    void sizesAreInMebibytes() {
        C1zReadOptions options = C1zReadOptions.fromEnvironment(Map.of(DECODED, "3", MEMORY, "8796093022207"));

        assertThat(options.maxDecodedBytes()).isEqualTo(OptionalLong.of(3 << 20));
        assertThat(options.maxWindowBytes()).isEqualTo(8796093022207L << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "00",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1.5",
                "1e3",
                "0x10",
                "x",
                "１",
                "8796093022208",
                "99999999999999999999999"
            })
    void whatIsNoSizeIsIgnored(String value) {
        assertThat(C1zReadOptions.fromEnvironment(Map.of(DECODED, value, MEMORY, value)))
                .isEqualTo(C1zReadOptions.defaults());
    }

    @ParameterizedTest
    @CsvSource({"1, false", "'', true", "0, true", "true, true", "11, true"})
    void onlyAOneTurnsTheCheckOff(String value, boolean checkSizesFirst) {
        assertThat(C1zReadOptions.fromEnvironment(Map.of(FAIL_FAST, value)).checkSizesFirst())
                .isEqualTo(checkSizesFirst);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10737418240",
        "107374182, 10737418240",
        "107374183, 10737418300",
        "92233720368547758, 9223372036854775800",
        "92233720368547759, 9223372036854775807",
        "9223372036854775807, 9223372036854775807"
    })
    void theDefaultBoundGrowsWithTheFile(long fileSize, long bound) {
        assertThat(C1zReadOptions.defaults().maxDecodedBytes(fileSize)).isEqualTo(bound);
        assertThat(C1zReadOptions.defaults().withMaxDecodedBytes(7).maxDecodedBytes(fileSize))
                .isEqualTo(7);
    }

    @Test
    void refusesBoundsThatAreNone() {
        C1zReadOptions options = C1zReadOptions.defaults();
        assertThatThrownBy(() -> options.withMaxDecodedBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withMaxWindowBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withMaxHeapFileBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
