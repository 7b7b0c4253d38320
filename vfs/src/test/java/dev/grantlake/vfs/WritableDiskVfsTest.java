package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.testing.VfsContract;
import dev.grantlake.vfs.testing.WritableVfsContract;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WritableDiskVfsTest implements VfsContract, WritableVfsContract {

    @TempDir
    Path temp;

    @Override
    public WritableVfs emptyDirectory() throws IOException {
        return WritableDiskVfs.open(Files.createTempDirectory(temp, "vfs"));
    }

    @Override
    public Vfs directoryOf(Map<String, Bytes> files) throws IOException {
        WritableVfs vfs = emptyDirectory();
        files.forEach((name, content) -> {
            try (WritableFile file = vfs.createFile(name)) {
                file.write(content);
            }
        });
        return vfs;
    }

    @Test
    void createsWhatIsMissingOfAPath() throws IOException {
        Path path = temp.resolve("a/b/c");
        try (WritableVfs first = WritableDiskVfs.create(path);
                WritableVfs second = WritableDiskVfs.create(path)) {
            first.createFile("file").close();
            assertThat(second.list()).containsExactly("file");
            assertThat(first.description()).isEqualTo(path.toString());
            assertThat(first.freeBytes()).isPositive();
        }
        assertFails(Kind.NOT_FOUND, () -> WritableDiskVfs.open(temp.resolve("gone")));
        Path file = Files.createFile(temp.resolve("file"));
        assertFails(Kind.ALREADY_EXISTS, () -> WritableDiskVfs.create(file));
        assertFails(Kind.ALREADY_EXISTS, () -> WritableDiskVfs.create(file.resolve("below")));
    }

    @Test
    void linksWhereItCan() throws IOException {
        Path original = temp.resolve("original");
        Files.writeString(original, "content");
        Files.createSymbolicLink(temp.resolve("symbolic"), original);
        try (WritableVfs target = WritableDiskVfs.create(temp.resolve("target"));
                Vfs source = DiskVfs.open(temp)) {
            target.linkOrCopy(source, "original", "hard");
            target.linkOrCopy(source, "symbolic", "followed");
            target.linkOrCopy(target, "hard", "again");
        }
        for (String name : new String[] {"hard", "followed", "again"}) {
            assertThat(FileIdentity.keyOf(temp.resolve("target").resolve(name)))
                    .isEqualTo(FileIdentity.keyOf(original));
        }
    }

    @Test
    void isBrokenWhenItCannotBeForced() throws IOException {
        Path path = temp.resolve("db");
        try (WritableVfs vfs = WritableDiskVfs.create(path)) {
            Files.delete(path);
            assertFails(Kind.IO, vfs::force);
            Files.createDirectory(path);
            assertFails(Kind.IO, vfs::force);
            assertFails(Kind.IO, () -> vfs.createFile("a"));
            assertFails(Kind.IO, () -> vfs.rename("a", "b"));
            assertFails(Kind.IO, () -> vfs.delete("a"));
            assertThat(Objects.requireNonNull(path.toFile().list())).isEmpty();
        }
    }

    @Test
    void survivesAStormOfInterrupts(Dice dice) throws IOException, InterruptedException {
        Bytes content = Bytes.wrap(dice.bytes(3_000_000));
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            while (!done.get()) {
                writer.interrupt();
            }
        });
        try (WritableVfs vfs = emptyDirectory()) {
            interrupter.start();
            try (WritableFile file = vfs.createFile("a")) {
                file.reserve(1_000_000);
                for (int at = 0; at < content.length(); at += 100_000) {
                    file.write(content.slice(at, 100_000));
                    file.force();
                }
            } finally {
                done.set(true);
                joinAlthoughInterrupted(interrupter);
            }
            try (ReadableFile file = vfs.open("a")) {
                assertThat(file.read(0, (int) file.size())).isEqualTo(content);
            }
        }
    }

    private static void joinAlthoughInterrupted(Thread thread) {
        while (thread.isAlive()) {
            Thread.interrupted();
            Thread.onSpinWait();
        }
        Thread.interrupted();
    }

    @Test
    void theLockHoldsAcrossProcesses() throws IOException, InterruptedException {
        Path path = Files.createDirectory(temp.resolve("db"));
        try (WritableVfs vfs = WritableDiskVfs.open(path);
                Vfs reading = DiskVfs.open(path)) {
            try (Lease lock = vfs.lock("LOCK")) {
                assertThat(answerOfAnother(path)).as("held here").isEqualTo('r');
                // To refuse must not cost the lock, as the close of any descriptor of the file would.
                assertFails(Kind.FAILED_PRECONDITION, () -> reading.share("LOCK"));
                assertFails(Kind.FAILED_PRECONDITION, () -> vfs.lock("LOCK"));
                assertThat(answerOfAnother(path)).as("still held here").isEqualTo('r');
                assertThat(lock).isNotNull();
            }
            try (Lease first = reading.share("LOCK")) {
                reading.share("LOCK").close();
                assertThat(answerOfAnother(path)).as("still shared here").isEqualTo('r');
                assertThat(first).isNotNull();
            }
            Process other = LockHolder.start(path.resolve("LOCK"));
            try {
                assertThat(other.getInputStream().read()).isEqualTo('h');
                assertThatThrownBy(() -> vfs.lock("LOCK")).hasMessageContaining("LOCK: lock: held by another process");
                other.getOutputStream().close();
                assertThat(other.waitFor()).isZero();
                vfs.lock("LOCK").close();
            } finally {
                other.destroy();
            }
        }
    }

    private static int answerOfAnother(Path path) throws IOException, InterruptedException {
        Process other = LockHolder.start(path.resolve("LOCK"));
        try {
            int answer = other.getInputStream().read();
            other.getOutputStream().close();
            other.waitFor();
            return answer;
        } finally {
            other.destroy();
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
