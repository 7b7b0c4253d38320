package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.testing.WritableVfsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class ScratchVfsTest implements WritableVfsContract {

    @TempDir
    Path folder;

    @Override
    public WritableVfs emptyDirectory() {
        return new ScratchVfs(folder, "scratch");
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theFolderIsEmptyAllTheTime() {
        try (WritableVfs directory = emptyDirectory();
                WritableFile file = directory.createFile("a")) {
            file.write(Bytes.utf8("content"));
            file.force();
            directory.force();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aFileLivesAsLongAsSomebodyHasItOpen() {
        WritableVfs directory = emptyDirectory();
        try (WritableFile file = directory.createFile("a")) {
            file.write(Bytes.utf8("content"));
        }
        try (ReadableFile reader = directory.open("a")) {
            directory.close();
            assertThat(reader.read(0, 7)).isEqualTo(Bytes.utf8("content"));
        }
    }
}
