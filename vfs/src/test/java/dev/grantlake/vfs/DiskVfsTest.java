package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.testing.VfsContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class DiskVfsTest implements VfsContract {

    @TempDir
    Path temp;

    @Override
    public Vfs directoryOf(Map<String, Bytes> files) throws IOException {
        Path directory = Files.createTempDirectory(temp, "vfs");
        for (Map.Entry<String, Bytes> file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue().toArray());
        }
        return DiskVfs.open(directory);
    }

    @Test
    void countsOnlyRegularFiles() throws IOException {
        Files.createDirectory(temp.resolve("folder"));
        Files.writeString(temp.resolve("file"), "content");
        Files.createSymbolicLink(temp.resolve("link"), temp.resolve("file"));
        try (Vfs vfs = DiskVfs.open(temp)) {
            assertThat(vfs.description()).isEqualTo(temp.toString());
            assertThat(vfs.list()).containsExactly("file", "link");
            assertThat(vfs.exists("folder")).isFalse();
            assertThat(vfs.size("link")).isEqualTo(7);
            assertThatThrownBy(() -> vfs.open("folder"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
                    .hasMessage(temp.resolve("folder") + ": file: is a directory");
        }
    }

    @Test
    void refusesAPathWithoutDirectory() {
        assertThatThrownBy(() -> DiskVfs.open(temp.resolve("absent")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }

    @Test
    void ignoresAnInterruptThatIsPending() throws IOException {
        Files.writeString(temp.resolve("file"), "content");
        try (Vfs vfs = DiskVfs.open(temp);
                ReadableFile file = vfs.open("file")) {
            Thread.currentThread().interrupt();
            assertThat(file.read(0, 7)).isEqualTo(Bytes.utf8("content"));
            assertThat(Thread.interrupted())
                    .as("the interrupt is still pending")
                    .isTrue();
            assertThat(file.read(3, 4)).isEqualTo(Bytes.utf8("tent"));
        }
    }

    /** Readers that are interrupted all the time disturb neither themselves nor others. */
    @Test
    void survivesInterruptsDuringReads(Dice dice) throws Exception {
        Bytes content = Bytes.wrap(dice.bytes(4 << 20));
        Files.write(temp.resolve("file"), content.array());
        AtomicBoolean done = new AtomicBoolean();
        int readers = 3;
        Thread[] threads = new Thread[readers];
        ExecutorService pool = Executors.newFixedThreadPool(readers);
        try (Vfs vfs = DiskVfs.open(temp);
                ReadableFile file = vfs.open("file")) {
            List<Future<Integer>> runs = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(readers);
            for (int t = 0; t < readers; t++) {
                int index = t;
                runs.add(pool.submit(() -> {
                    threads[index] = Thread.currentThread();
                    started.countDown();
                    int interrupts = 0;
                    for (int i = 0; i < 300; i++) {
                        int offset = i * 1000;
                        assertThat(file.read(offset, 2 << 20).equals(content.slice(offset, 2 << 20)))
                                .isTrue();
                        interrupts += Thread.interrupted() ? 1 : 0;
                    }
                    return interrupts;
                }));
            }
            started.await();
            Thread interrupter = new Thread(() -> {
                while (!done.get()) {
                    threads[0].interrupt();
                    threads[1].interrupt();
                    Thread.onSpinWait();
                }
            });
            interrupter.start();
            try {
                assertThat(runs.get(0).get()).isPositive();
                assertThat(runs.get(1).get()).isPositive();
                assertThat(runs.get(2).get()).isZero();
            } finally {
                done.set(true);
                interrupter.join();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void keepsReadingAFileThatIsReplaced() throws IOException {
        Files.writeString(temp.resolve("file"), "old one");
        try (Vfs vfs = DiskVfs.open(temp);
                ReadableFile file = vfs.open("file")) {
            replace("new one");
            assertThat(file.read(0, 7)).isEqualTo(Bytes.utf8("old one"));
        }
    }

    @Test
    void doesNotTakeAReplacedFileForTheOneItLost() throws Exception {
        byte[] old = new byte[4 << 20];
        Files.write(temp.resolve("file"), old);
        try (Vfs vfs = DiskVfs.open(temp);
                ReadableFile file = vfs.open("file")) {
            replace("new one");
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread reader = new Thread(() -> outcome.set(catchThrowable(() -> {
                for (int i = 0; i < 100_000; i++) {
                    assertThat(file.read(0, old.length).toArray()).isEqualTo(old);
                }
            })));
            reader.start();
            while (reader.isAlive()) {
                reader.interrupt();
            }
            assertThat(outcome.get())
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                    .hasMessageContaining("the file was replaced meanwhile");
        }
    }

    @Test
    void reportsAFileThatWasCut() throws IOException {
        Files.writeString(temp.resolve("file"), "content");
        try (Vfs vfs = DiskVfs.open(temp);
                ReadableFile file = vfs.open("file")) {
            Files.writeString(temp.resolve("file"), "con");
            assertThatThrownBy(() -> file.read(0, 7))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                    .hasMessageContaining("expected 4 more bytes, found the end of a file that was cut");
        }
    }

    private void replace(String content) throws IOException {
        Files.writeString(temp.resolve("file.new"), content);
        Files.move(temp.resolve("file.new"), temp.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
    }
}
