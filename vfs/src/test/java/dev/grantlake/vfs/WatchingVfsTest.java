package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.testing.CountingVfs;
import dev.grantlake.vfs.testing.FaultVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import dev.grantlake.vfs.testing.VfsContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The directories for tests keep the contract themselves, as long as nothing is to be told. */
class WatchingVfsTest {

    private static final Map<String, Bytes> FILES = Map.of("a", Bytes.wrap(new byte[100]), "b", Bytes.EMPTY);

    private static Vfs memory(Map<String, Bytes> files) {
        return new MemoryVfs("memory").putAll(files);
    }

    @Nested
    class Counting implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return new CountingVfs(memory(files));
        }

        @Test
        void tellsEveryRead() {
            CountingVfs vfs = new CountingVfs(memory(FILES));
            try (ReadableFile a = vfs.open("a");
                    ReadableFile b = vfs.open("b")) {
                a.read(10, 20);
                a.read(0, 5);
                b.read(0, 0);
            }
            assertThat(vfs.summary()).isEqualTo("a: 1 open, 2 reads, 25 bytes\nb: 1 open, 1 read, 0 bytes\n");
            assertThat(vfs.reads()).isEqualTo("a 10+20\na 0+5\nb 0+0\n");
            assertThat(vfs.count("a")).isEqualTo(new CountingVfs.Count(1, 2, 25));
            assertThat(vfs.total()).isEqualTo(new CountingVfs.Count(2, 3, 25));
            vfs.reset();
            assertThat(vfs.total()).isEqualTo(vfs.count("a"));
        }
    }

    @Nested
    class Faulty implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return new FaultVfs(memory(files), Long.MAX_VALUE);
        }

        @Test
        void failsEachCallOnce() {
            FaultVfs vfs;
            int faults = -1;
            do {
                faults++;
                vfs = new FaultVfs(memory(FILES), faults + 1);
                try (FaultVfs directory = vfs) {
                    directory.list();
                    directory.exists("a");
                    directory.size("a");
                    try (ReadableFile file = directory.open("a")) {
                        file.read(0, 1);
                        file.read(1, 1);
                    }
                } catch (StorageException e) {
                    assertThat(e).hasMessageContaining("injected fault");
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
                }
            } while (vfs.failed());
            assertThat(faults).isEqualTo(6);
            assertThat(vfs.calls()).isEqualTo(6);
        }
    }

    @Nested
    class LeakChecking implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return new LeakCheckingVfs(memory(files));
        }

        @Test
        void showsWhereALeakWasOpened() {
            LeakCheckingVfs vfs = new LeakCheckingVfs(memory(FILES));
            vfs.open("a").close();
            vfs.requireNothingOpen();
            ReadableFile leak = vfs.open("a");
            assertThat(vfs.openFiles()).isEqualTo(1);
            assertThatThrownBy(vfs::close)
                    .hasMessage("1 files of memory are open")
                    .satisfies(e -> assertThat(e.getSuppressed()[0])
                            .hasMessage("a was opened here")
                            .hasStackTraceContaining("showsWhereALeakWasOpened"));
            assertThatThrownBy(() -> leak.read(0, 1)).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> vfs.open("a")).isInstanceOf(AssertionError.class);
        }
    }
}
