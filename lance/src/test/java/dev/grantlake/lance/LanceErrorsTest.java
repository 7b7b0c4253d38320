package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.DatasetConflict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LanceErrorsTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "IO|disk full|disk full",
                "CLOSED|Dataset is closed|Dataset is closed",
                "NOT_FOUND|Not found: a/_versions, /build/rust/io/commit.rs:646:26, /build/rust/b.rs:7:29"
                        + "|Not found: a/_versions",
                "IO|[errno 22] CDataJniException{errno=22, message=Invalid range 0..9 for object of size 1 bytes,"
                        + " /rustc/4a4e/ops/function.rs:250:5, /build/scheduler.rs:301:17}"
                        + "|Invalid range 0..9 for object of size 1 bytes",
            })
    void saysWhatTheLibrarySaysWithoutItsSources(Kind kind, String thrown, String said) {
        IOException cause = new IOException(thrown);
        assertThatThrownBy(() -> LanceErrors.translated("kv.lance", "scan", () -> {
                    throw cause;
                }))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageEndingWith("scan: " + said)
                .hasCause(cause);
    }

    @Test
    void knowsAConflictByItsText() {
        assertThatThrownBy(() -> LanceErrors.translated("kv.lance", "commit", () -> {
                    throw new RuntimeException("Retryable commit conflict for version 7, /build/commit.rs:1:2");
                }))
                .isInstanceOf(DatasetConflict.class)
                .hasMessage("kv.lance: commit: Retryable commit conflict for version 7");
    }
}
