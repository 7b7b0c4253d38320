package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that is changed by somebody who has read it, as {@link AtomicFile#update} does it. */
class UpdatedFileTest {

    private static final Bytes OLD = Bytes.utf8("old");
    private static final Bytes NEW = Bytes.utf8("new and longer");
    private static final String TURN = ".sync.c1z.grantlake-10000.tmp";

    @TempDir
    private Path folder;

    @Test
    void theSecondOfTwoIsRefused() throws IOException {
        Path target = old();
        FileIdentity known = FileIdentity.of(target);
        try (AtomicFile first = AtomicFile.update(target, known);
                AtomicFile second = AtomicFile.update(target, known)) {
            first.write(0, NEW);
            second.write(0, Bytes.utf8("lost"));
            first.commit();
            assertThatThrownBy(second::commit)
                    .hasMessageContaining(target.toString())
                    .hasMessageContaining("expected the file that was opened, of 3 bytes")
                    .hasMessageContaining("found of 14 bytes");
            assertFails(Kind.FAILED_PRECONDITION, second::commit);
            assertThat(second.placed()).isNull();
            assertFails(Kind.FAILED_PRECONDITION, () -> AtomicFile.update(target, known));
            save(AtomicFile.update(target, first.placed()), OLD);
        }
        assertThat(target).hasBinaryContent(OLD.toArray());
        assertThat(names()).containsExactly("sync.c1z");
    }

    @Test
    void aFileThatWasWrittenOnIsAnother() throws IOException {
        Path target = old();
        try (AtomicFile file = AtomicFile.update(target, FileIdentity.of(target))) {
            file.write(0, NEW);
            Files.write(target, Bytes.utf8("older").toArray());
            assertFails(Kind.FAILED_PRECONDITION, file::commit);
        }
        assertThat(target).hasContent("older");
    }

    /** So there is a way out for who was refused: to move the other's file aside. */
    @Test
    void takesANameThatIsNobodysAnyMore() throws IOException {
        Path target = old();
        try (AtomicFile file = AtomicFile.update(target, FileIdentity.of(target))) {
            file.write(0, NEW);
            Files.move(target, folder.resolve("aside"));
            file.commit();
            assertThat(requireNonNull(file.placed()).isSame(FileIdentity.of(target)))
                    .isTrue();
        }
        assertThat(target).hasBinaryContent(NEW.toArray());
        assertThat(names()).containsExactly("aside", "sync.c1z");
    }

    @Test
    void refusesAFileWhereNoneWasKnown() throws IOException {
        Path target = folder.resolve("sync.c1z");
        try (AtomicFile file = AtomicFile.update(target, null)) {
            file.write(0, NEW);
            old();
            assertFails(Kind.ALREADY_EXISTS, file::commit);
        }
        assertThat(target).hasBinaryContent(OLD.toArray());
        assertThat(names()).containsExactly("sync.c1z");
    }

    @Test
    void waitsForNobody() throws IOException {
        Path target = old();
        FileIdentity known = FileIdentity.of(target);
        try (AtomicFile file = AtomicFile.update(target, known)) {
            file.write(0, NEW);
            // As a process leaves it that is killed in the middle of its commit.
            Files.createFile(folder.resolve(TURN));
            assertThatThrownBy(file::commit)
                    .hasMessageContaining("at this moment")
                    .hasMessageContaining(TURN);
            assertThat(target).hasBinaryContent(OLD.toArray());
        }
        save(AtomicFile.update(target, known), NEW);
        assertThat(target).hasBinaryContent(NEW.toArray());
        assertThat(names()).containsExactly("sync.c1z");
    }

    /** On disk before it has the name, and the name on disk before it is done. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isForcedBeforeItHasTheName(boolean replaces) throws IOException {
        Path target = replaces ? old() : folder.resolve("sync.c1z");
        NotedCalls calls = new NotedCalls(Integer.MAX_VALUE);
        save(AtomicFile.update(target, replaces ? FileIdentity.of(target) : null, calls), NEW);
        assertThat(calls.notes)
                .isEqualTo(
                        replaces
                                ? List.of("force", "force", "rename", "force the name")
                                : List.of("force", "link", "force the name"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallThatFailsLeavesTheOldFileOrTheNew(boolean replaces) throws IOException {
        for (int failing = 1; failing <= (replaces ? 4 : 3); failing++) {
            Path target = replaces ? old() : folder.resolve("sync.c1z");
            FileIdentity known = replaces ? FileIdentity.of(target) : null;
            NotedCalls calls = new NotedCalls(failing);
            AtomicFile file = AtomicFile.update(target, known, calls);
            String last = "";
            try {
                save(file, NEW);
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(Kind.IO);
                last = calls.notes.get(calls.notes.size() - 1);
            }
            boolean done = file.placed() != null;
            // Without links there is another way.
            assertThat(done).as("call %d: %s", failing, calls.notes).isEqualTo(calls.notes.contains("force the name"));
            assertThat(last).isNotEqualTo("link");
            if (done || replaces) {
                assertThat(target).hasBinaryContent((done ? NEW : OLD).toArray());
                assertThat(names()).containsExactly("sync.c1z");
            } else {
                assertThat(names()).isEmpty();
            }
            save(AtomicFile.update(target, done ? file.placed() : known), OLD);
            assertThat(target).hasBinaryContent(OLD.toArray());
            Files.delete(target);
        }
    }

    /** Threads and processes count on in one file, each from what it has read: no count is lost. */
    @Test
    void ofManyWhoCountNoneIsLost() throws Exception {
        Path target = Files.write(folder.resolve("sync.c1z"), new byte[] {0});
        int threads = 2;
        int each = 15;
        Process other = SavingProcess.start("", target, "count", Integer.toString(each));
        ExecutorService counting = Executors.newFixedThreadPool(threads);
        try {
            assertThat(other.getInputStream().read()).isEqualTo('h');
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                done.add(counting.submit(() -> count(target, each)));
            }
            for (Future<?> one : done) {
                one.get();
            }
            assertThat(other.waitFor()).isZero();
        } finally {
            counting.shutdownNow();
            other.destroyForcibly();
        }
        assertThat(Files.size(target)).isEqualTo(1 + (threads + 1) * each);
        assertThat(names()).containsExactly("sync.c1z");
    }

    /** Makes the file a byte longer, so many times; over and over where somebody else was faster. */
    static void count(Path target, int times) {
        int counted = 0;
        while (counted < times) {
            try {
                FileIdentity known = FileIdentity.of(target);
                save(AtomicFile.update(target, known), Bytes.wrap(new byte[(int) known.size() + 1]));
                counted++;
            } catch (StorageException e) {
                if (e.kind() != Kind.FAILED_PRECONDITION) {
                    throw e;
                }
            }
        }
    }

    private static void save(AtomicFile file, Bytes content) {
        try (file) {
            file.write(0, content);
            file.commit();
        }
    }

    private Path old() throws IOException {
        return Files.write(folder.resolve("sync.c1z"), OLD.toArray());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** Notes the calls, and lets one fail. */
    private static final class NotedCalls implements PlacingCalls {

        private final List<String> notes = new ArrayList<>();
        private final int failing;

        NotedCalls(int failing) {
            this.failing = failing;
        }

        private void note(String call) throws IOException {
            notes.add(call);
            if (notes.size() == failing) {
                throw new FileSystemException("injected");
            }
        }

        @Override
        public void force(RandomAccessFile file) throws IOException {
            note("force");
            ON_DISK.force(file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            note("rename");
            ON_DISK.rename(from, to);
        }

        @Override
        public void link(Path name, Path file) throws IOException {
            note("link");
            ON_DISK.link(name, file);
        }

        @Override
        public void forceNameOf(Path file) {
            try {
                note("force the name");
            } catch (IOException e) {
                throw StorageException.io(Location.of(file.toString(), "folder"), "force", e);
            }
            ON_DISK.forceNameOf(file);
        }
    }
}
