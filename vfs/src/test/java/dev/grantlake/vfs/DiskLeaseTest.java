package dev.grantlake.vfs;

import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Locks between processes: the other one is a second JVM. */
class DiskLeaseTest {

    @TempDir
    private Path folder;

    @Test
    void isRefusedWhileAnotherProcessHasTheFileForItself() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("LOCK"));
        Process holder = LockHolder.start(folder.resolve("LOCK"));
        try (DiskVfs directory = DiskVfs.open(folder)) {
            assertThat(holder.getInputStream().read())
                    .as("the other process has it")
                    .isEqualTo('h');
            assertThatThrownBy(() -> directory.share("LOCK"))
                    .hasMessageContaining("LOCK: lock: held by another process")
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION));
            holder.getOutputStream().close();
            assertThat(holder.waitFor()).isZero();
            directory.share("LOCK").close();
        } finally {
            holder.destroy();
        }
    }

    @Test
    void keepsOthersFromHavingTheFileForThemselves() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("LOCK"));
        try (DiskVfs directory = DiskVfs.open(folder)) {
            Lease first = directory.share("LOCK");
            Process other = LockHolder.start(folder.resolve("LOCK"));
            assertThat(other.getInputStream().read()).as("refused").isEqualTo('r');
            other.waitFor();
            first.close();
            first.close();
        }
    }

    @Test
    void isSharedWithinTheProcess() throws IOException {
        Files.createFile(folder.resolve("LOCK"));
        try (DiskVfs directory = DiskVfs.open(folder)) {
            Lease first = directory.share("LOCK");
            Lease second = directory.share("LOCK");
            first.close();
            second.close();
        }
    }

    @Test
    void makesNoFile() {
        try (DiskVfs directory = DiskVfs.open(folder)) {
            assertThatThrownBy(() -> directory.share("LOCK"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.IO));
            assertThat(Objects.requireNonNull(folder.toFile().list())).isEmpty();
        }
    }
}
