package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LancePlatformTest {

    @ParameterizedTest
    @CsvSource({"Linux, amd64", "Linux, aarch64", "Mac OS X, aarch64"})
    void thereIsALibraryForThese(String system, String architecture) {
        new LancePlatform(system, architecture, false).requireSupported();
    }

    /** Whoever lacks the library learns which platform it is that has none, and which have. */
    @ParameterizedTest
    @CsvSource({
        "Windows 11, amd64, false, Windows 11 on amd64",
        "Mac OS X, x86_64, false, Mac OS X on x86_64",
        "Linux, riscv64, false, Linux on riscv64",
        "Linux, amd64, true, Linux on amd64 with musl",
        "Linux, aarch64, true, Linux on aarch64 with musl"
    })
    void andNotForThese(String system, String architecture, boolean musl, String named) {
        assertThatThrownBy(() -> new LancePlatform(system, architecture, musl).requireSupported())
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
                .hasMessageContaining("not there for " + named + ";")
                .hasMessageContaining("glibc 2.28");
    }
}
