package dev.grantlake.pebble;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenSync;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.WritableStore;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.vfs.ScratchVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultNewFile;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The save of a file that is changed in place, cut off or failing at each of its calls: under the name there is the old
 * file or all of the new one, and nothing else is left. And two who change one file.
 */
class SavedEditTest {

    private static final EntitlementKey MEMBER = new EntitlementKey(new ResourceId("group", "g"), "group:g:member");
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String ID = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";

    @TempDir
    private Path folder;

    private Path path;
    private WriteOptions options;
    private byte[] old = {};

    @BeforeEach
    void begin() throws IOException {
        path = folder.resolve("sync.c1z");
        options = WriteOptions.defaults()
                .withTemporaryFolder(Files.createDirectory(folder.resolve("scratch")))
                .withClock(InstantSource.fixed(NOW));
        try (WritableStore store = Grantlake.edit(path, options)) {
            put(store.start(NewSync.full().withId(ID)), "alice");
        }
        old = Files.readAllBytes(path);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(options.temporaryFolder()).isEmptyDirectory();
        assertThat(names(folder)).containsExactly("scratch", "sync.c1z");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("grantlake-"))
                .isEmpty();
        assertThat(openFiles()).isEmpty();
    }

    /** What a kill leaves: the folder as it is then. */
    @Test
    void aKillAtAnyCallLeavesTheOldFileOrTheNew() throws IOException {
        List<Path> left = new ArrayList<>();
        int[] before = {0};
        try (EditedFile file = edited(directory -> Database.open(directory, DatabaseOptions.SMALL))) {
            file.save(target -> new Watched(target, () -> {
                left.add(copyOfTheFolder(left.size()));
                before[0] = left.size();
            }));
        }
        left.add(copyOfTheFolder(left.size()));
        assertThat(before[0]).as("calls").isGreaterThan(3);
        for (int i = 0; i < left.size(); i++) {
            Path copy = left.get(i).resolve("sync.c1z");
            if (i < before[0]) {
                assertThat(copy).as("at call %d", i).hasBinaryContent(old);
            }
            assertThat(users(copy))
                    .as("at call %d", i)
                    .isEqualTo(i < before[0] ? List.of("alice") : List.of("alice", "bob"));
            try (WritableStore store = Grantlake.edit(copy, options)) {
                put(store.edit(ID), "carol");
            }
            assertThat(users(copy)).contains("carol");
            assertThat(names(left.get(i))).containsExactly("sync.c1z");
            delete(left.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallToTheFileThatFailsLeavesTheOldOne(boolean forever) throws IOException {
        boolean failed = true;
        for (int n = 1; failed; n++) {
            int call = n;
            Files.write(path, old);
            FaultNewFile[] faulty = {null};
            try (EditedFile file = edited(directory -> Database.open(directory, DatabaseOptions.SMALL))) {
                try {
                    file.save(target -> {
                        faulty[0] = forever ? FaultNewFile.from(target, call) : FaultNewFile.once(target, call);
                        return requireNonNull(faulty[0]);
                    });
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(Kind.IO);
                    assertThat(e).hasMessageContaining("injected").hasMessageContaining(path.toString());
                    assertThat(path).hasBinaryContent(old);
                    assertThat(names(folder)).containsExactly("scratch", "sync.c1z");
                }
                failed = requireNonNull(faulty[0]).failed();
                file.save();
            }
            assertThat(users(path)).as("tried again after call %d", n).containsExactly("alice", "bob");
        }
    }

    /** From opening to save: of the room for what is new, for want of space or because the device is broken. */
    @ParameterizedTest
    @CsvSource({"FULL, false", "FULL, true", "BROKEN, false", "BROKEN, true"})
    void aCallToTheScratchFilesThatFailsLeavesTheOldFile(Fault fault, boolean forever) throws IOException {
        boolean failed = true;
        int n = 1;
        for (; failed; n++) {
            Files.write(path, old);
            FaultWritableVfs disk = forever
                    ? FaultWritableVfs.from(new MemoryVfs("none"), n, fault)
                    : FaultWritableVfs.once(new MemoryVfs("none"), n, fault);
            boolean saved = false;
            try (EditedFile file = edited(new OnADisk(disk))) {
                file.save();
                saved = true;
            } catch (StorageException e) {
                assertThat(disk.failed()).as(e.toString()).isTrue();
                assertThat(e.kind()).isEqualTo(Kind.IO);
            }
            failed = disk.failed();
            disk.requireNothingOpen();
            if (saved) {
                assertThat(users(path)).as("call %d", n).containsExactly("alice", "bob");
            } else {
                assertThat(users(path)).as("call %d", n).isIn(List.of("alice"), List.of("alice", "bob"));
            }
            assertThat(names(folder)).containsExactly("scratch", "sync.c1z");
            assertThat(options.temporaryFolder()).isEmptyDirectory();
        }
        System.out.printf("%s %b: %d calls failed%n", fault, forever, n - 2);
        assertThat(n).isGreaterThan(50);
    }

    @Test
    void theSecondOfTwoEditorsIsRefused() throws IOException {
        try (WritableStore first = Grantlake.edit(path, options)) {
            WritableStore second = Grantlake.edit(path, options);
            put(first.edit(ID), "bob");
            put(second.edit(ID), "carol");
            first.save();
            byte[] saved = Files.readAllBytes(path);
            assertThatThrownBy(second::save)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("somebody else has saved it");
            assertThat(path).hasBinaryContent(saved);
            second.abandon();
            put(first.edit(ID), "dave");
            first.save();
        }
        assertThat(users(path)).containsExactly("alice", "bob", "dave");
    }

    @Test
    void whoWasRefusedCanSaveWhenTheOtherFileIsMovedAside() throws IOException {
        Path aside = folder.resolve("scratch/aside.c1z");
        try (WritableStore first = Grantlake.edit(path, options);
                WritableStore second = Grantlake.edit(path, options)) {
            put(first.edit(ID), "bob");
            put(second.edit(ID), "carol");
            first.save();
            assertThatThrownBy(second::save).isInstanceOf(StorageException.class);
            Files.move(path, aside);
        }
        assertThat(users(path)).containsExactly("alice", "carol");
        assertThat(users(aside)).containsExactly("alice", "bob");
        Files.delete(aside);
    }

    @Test
    void twoWhoBeginOneFileDoNotReplaceEachOther() throws IOException {
        Files.delete(path);
        try (WritableStore first = Grantlake.edit(path, options)) {
            WritableStore second = Grantlake.edit(path, options.withReplace(true));
            put(first.start(NewSync.full().withId(ID)), "bob");
            put(second.start(NewSync.full().withId(ID)), "carol");
            first.save();
            assertThatThrownBy(second::save)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS));
            second.abandon();
        }
        assertThat(users(path)).containsExactly("bob");
    }

    /** A file that was opened and changed, and is to be saved. */
    private EditedFile edited(EditedFile.Ground ground) {
        EditedFile file = EditedFile.open(path, options, ground);
        try {
            file.edit(file.syncRuns().get(0)).writer().putGrant(MEMBER, new ResourceId("user", "bob"));
            return file;
        } catch (RuntimeException | Error e) {
            try (file) {
                throw e;
            }
        }
    }

    private static void put(OpenSync sync, String user) {
        sync.putGrant(MEMBER, new ResourceId("user", user));
    }

    private static List<String> users(Path file) {
        try (Store store = Grantlake.open(file);
                Stream<String> users = store.sync(ID).grants().all().stream()
                        .map(grant -> grant.key().principal().id())) {
            assertThat(store.syncs()).extracting(SyncRun::finished).containsExactly(false);
            return users.toList();
        }
    }

    private Path copyOfTheFolder(int number) {
        try {
            Path copy = Files.createDirectory(options.temporaryFolder().resolve("copy" + number));
            for (String name : names(folder)) {
                if (!name.equals("scratch")) {
                    Files.copy(folder.resolve(name), copy.resolve(name));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path copy) throws IOException {
        for (String name : names(copy)) {
            Files.delete(copy.resolve(name));
        }
        Files.delete(copy);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Descriptors of this process below the folder, where the system tells them. */
    private List<String> openFiles() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return List.of();
        }
        List<String> open = new ArrayList<>();
        for (String name : names(descriptors)) {
            try {
                String target =
                        Files.readSymbolicLink(descriptors.resolve(name)).toString();
                if (target.startsWith(folder.toString())) {
                    open.add(target);
                }
            } catch (IOException closedMeanwhile) {
                // That of the listing itself.
            }
        }
        return open;
    }

    /** Everything that the file takes room for, on a disk that fails. */
    private record OnADisk(FaultWritableVfs disk) implements EditedFile.Ground {

        @Override
        public KeyValueStore open(WritableVfs directory) {
            return Database.open(directory, DatabaseOptions.SMALL);
        }

        @Override
        public WritableVfs room(Path folder, String description) {
            return disk.beside(new ScratchVfs(folder, description));
        }
    }

    /** Has a look before each call to the file. */
    private record Watched(NewFile file, Runnable look) implements NewFile {

        private <T> T looked(Function<NewFile, T> call) {
            look.run();
            return call.apply(file);
        }

        @Override
        public String description() {
            return file.description();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public void write(long position, byte[] array, int offset, int length) {
            look.run();
            file.write(position, array, offset, length);
        }

        @Override
        public Bytes read(long position, int length) {
            return looked(inner -> inner.read(position, length));
        }

        @Override
        public void truncate(long size) {
            look.run();
            file.truncate(size);
        }

        @Override
        public void commit() {
            look.run();
            file.commit();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
