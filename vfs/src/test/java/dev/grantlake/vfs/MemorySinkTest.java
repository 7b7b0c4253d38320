package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemorySinkTest {

    private final MemoryVfs directory = new MemoryVfs("memory");

    @Test
    void keepsWhatWasWrittenOnceItIsFinished() {
        byte[] scratch = {1, 2, 3, 4};
        try (FileSink file = directory.create("file")) {
            assertThat(file.description()).isEqualTo("memory/file");
            file.write(scratch, 1, 2);
            scratch[1] = 9;
            file.write(Bytes.ofHex("0aff").from(1));
            assertThat(file.size()).isEqualTo(3);
            assertThat(directory.exists("file")).isFalse();
            file.finish();
        }
        assertThat(directory.content("file")).isEqualTo(Bytes.ofHex("0203ff"));
    }

    @Test
    void leavesNothingOfAFileThatWasGivenUp() {
        MemorySink file = new MemorySink("file");
        file.write(Bytes.ofHex("01"));
        file.close();
        file.close();
        assertThatThrownBy(file::content).isInstanceOf(IllegalStateException.class);
        assertIsClosed(file);
        try (FileSink given = directory.create("given-up")) {
            given.write(Bytes.ofHex("01"));
        }
        assertThat(directory.list()).isEmpty();
    }

    @Test
    void isClosedOnceItIsFinished() {
        MemorySink file = new MemorySink("file");
        assertThatThrownBy(file::content).isInstanceOf(IllegalStateException.class);
        file.finish();
        assertIsClosed(file);
        file.close();
        assertThat(file.content()).isEqualTo(Bytes.EMPTY);
    }

    private static void assertIsClosed(FileSink file) {
        assertThatThrownBy(() -> file.write(Bytes.ofHex("02")))
                .isInstanceOf(StorageException.class)
                .hasMessage("file: file: is closed");
        assertThatThrownBy(file::finish).isInstanceOf(StorageException.class).hasMessage("file: file: is closed");
    }
}
