package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.AtomicFile.Existing;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class AtomicFileTest {

    private static final Bytes OLD = Bytes.utf8("old");
    private static final Bytes NEW = Bytes.utf8("new and longer");

    @TempDir
    private Path folder;

    @Test
    void appearsWhenItIsCommitted() throws IOException {
        Path target = folder.resolve("sync.c1z");
        try (AtomicFile file = AtomicFile.create(target, Existing.REFUSE)) {
            file.write(0, NEW);
            assertThat(names()).containsExactly(".sync.c1z.grantlake-0.tmp");
            file.commit();
            assertThat(names()).containsExactly("sync.c1z");
            assertFails(Kind.CLOSED, () -> file.write(0, NEW));
            assertFails(Kind.CLOSED, file::commit);
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(NEW.toArray());
    }

    @Test
    void leavesNothingWithoutCommit() throws IOException {
        Path target = old();
        AtomicFile file = AtomicFile.create(target, Existing.REPLACE);
        file.write(0, NEW);
        file.close();
        file.close();
        assertThat(names()).containsExactly("sync.c1z");
        assertThat(Files.readAllBytes(target)).isEqualTo(OLD.toArray());
    }

    @Test
    void isWrittenAtAnyPlace(Dice dice) throws IOException {
        byte[] model = new byte[0];
        Path target = folder.resolve("sync.c1z");
        try (AtomicFile file = AtomicFile.create(target, Existing.REFUSE)) {
            for (int i = 0; i < 200; i++) {
                byte[] piece = dice.bytes((int) dice.skewed(3_000_000 / (1 + dice.below(1000))));
                int position = dice.below(model.length + 100);
                if (dice.oneIn(20)) {
                    model = Arrays.copyOf(model, position % (model.length + 1));
                    file.truncate(model.length);
                } else if (piece.length > 0) {
                    model = Arrays.copyOf(model, Math.max(model.length, position + piece.length));
                    System.arraycopy(piece, 0, model, position, piece.length);
                    file.write(position, piece, 0, piece.length);
                }
                assertThat(file.size()).isEqualTo(model.length);
                int from = dice.below(model.length + 1);
                int length = dice.below(model.length - from + 1);
                assertThat(file.read(from, length)).isEqualTo(Bytes.copyOf(model, from, length));
            }
            file.commit();
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(model);
    }

    @Test
    void refusesToReplaceWhereItMayNot() throws IOException {
        Path target = old();
        assertFails(Kind.ALREADY_EXISTS, () -> AtomicFile.create(target, Existing.REFUSE));
        assertThat(names()).containsExactly("sync.c1z");
        assertThat(Files.readAllBytes(target)).isEqualTo(OLD.toArray());
    }

    @Test
    void refusesToReplaceWhatAppearedMeanwhile() throws IOException {
        Path target = folder.resolve("sync.c1z");
        try (AtomicFile file = AtomicFile.create(target, Existing.REFUSE)) {
            file.write(0, NEW);
            Files.write(target, OLD.toArray());
            assertFails(Kind.ALREADY_EXISTS, file::commit);
        }
        assertThat(names()).containsExactly("sync.c1z");
        assertThat(Files.readAllBytes(target)).isEqualTo(OLD.toArray());
    }

    @Test
    void refusesWhatIsNoFile() throws IOException {
        Files.createDirectory(folder.resolve("directory"));
        assertFails(Kind.UNSUPPORTED, () -> AtomicFile.create(folder.resolve("directory"), Existing.REPLACE));
        assertFails(Kind.NOT_FOUND, () -> AtomicFile.create(folder.resolve("none/sync.c1z"), Existing.REPLACE));
        assertFails(Kind.UNSUPPORTED, () -> AtomicFile.create(Path.of("/"), Existing.REPLACE));
        assertThat(names()).containsExactly("directory");
    }

    @Test
    void failsInAFolderThatCannotBeWrittenTo() {
        // Even for the superuser.
        assertFails(Kind.IO, () -> AtomicFile.create(Path.of("/proc/sync.c1z"), Existing.REPLACE));
    }

    @Test
    void keepsThePermissionsOfWhatItReplaces() throws IOException {
        for (String permissions : List.of("rw-------", "rw-rw-r--", "r--r--r--")) {
            Path target = old();
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions));
            try (AtomicFile file = AtomicFile.create(target, Existing.REPLACE)) {
                file.write(0, NEW);
                assertThat(permissionsOf(file.temporary())).isEqualTo("rw-------");
                file.commit();
            }
            assertThat(permissionsOf(target)).isEqualTo(permissions);
            Files.delete(target);
        }
    }

    private static String permissionsOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void followsALinkToTheFileItReplaces() throws IOException {
        Path target = old();
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("links")).resolve("sync"), target);
        try (AtomicFile file = AtomicFile.create(link, Existing.REPLACE)) {
            file.write(0, NEW);
            file.commit();
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readAllBytes(target)).isEqualTo(NEW.toArray());
    }

    @Test
    void writersOfOneTargetDoNotDisturbEachOther() throws IOException {
        Path target = folder.resolve("sync.c1z");
        try (AtomicFile first = AtomicFile.create(target, Existing.REPLACE);
                AtomicFile second = AtomicFile.create(target, Existing.REPLACE)) {
            first.write(0, OLD);
            second.write(0, NEW);
            second.commit();
            first.commit();
        }
        assertThat(names()).containsExactly("sync.c1z");
        assertThat(Files.readAllBytes(target)).isEqualTo(OLD.toArray());
    }

    @Test
    void survivesInterrupts() throws IOException {
        Path target = folder.resolve("sync.c1z");
        Thread.currentThread().interrupt();
        try (AtomicFile file = AtomicFile.create(target, Existing.REPLACE)) {
            file.write(0, NEW);
            file.commit();
        }
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(Files.readAllBytes(target)).isEqualTo(NEW.toArray());
    }

    @Test
    void sweepsOnlyWhatDeadWritersOfTheSameTargetLeft() throws IOException {
        Path target = folder.resolve("sync.c1z");
        Files.createFile(folder.resolve(".sync.c1z.grantlake-17.tmp"));
        Files.createFile(folder.resolve(".other.c1z.grantlake-17.tmp"));
        Files.createFile(folder.resolve(".sync.c1z.grantlake-x.tmp"));
        Files.createFile(folder.resolve(".sync.c1z.grantlake-.tmp"));
        Files.createSymbolicLink(folder.resolve(".sync.c1z.grantlake-18.tmp"), folder.resolve("elsewhere"));
        AtomicFile.create(target, Existing.REPLACE).close();
        assertThat(names())
                .containsExactly(
                        ".other.c1z.grantlake-17.tmp",
                        ".sync.c1z.grantlake-.tmp",
                        ".sync.c1z.grantlake-18.tmp",
                        ".sync.c1z.grantlake-x.tmp");
    }

    @Test
    void sweepsWhatNobodyMayWriteTo() throws IOException {
        Path left = Files.createFile(folder.resolve(".sync.c1z.grantlake-0.tmp"));
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("r--r--r--"));
        AtomicFile.create(folder.resolve("sync.c1z"), Existing.REPLACE).close();
        assertThat(names()).isEmpty();
    }

    @Test
    void leavesTheFilesOfLivingProcessesAlone() throws IOException, InterruptedException {
        Path target = folder.resolve("sync.c1z");
        Process other = SavingProcess.start("", target, "half");
        try {
            assertThat(other.getInputStream().read()).isEqualTo('h');
            for (int i = 0; i < 3; i++) {
                SavingProcess.save(target, (byte) 1);
            }
            assertThat(names()).containsExactly(".sync.c1z.grantlake-0.tmp", "sync.c1z");
            other.getOutputStream().write('c');
            other.getOutputStream().close();
            assertThat(other.waitFor()).isZero();
            assertThat(names()).containsExactly("sync.c1z");
            assertThat(Files.size(target)).as("that of the other").isLessThan(SavingProcess.SIZE);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void leavesNothingWhenTheProcessIsToldToEnd() throws IOException, InterruptedException {
        Path target = old();
        Process other = SavingProcess.start("", target, "half");
        try {
            assertThat(other.getInputStream().read()).isEqualTo('h');
            other.destroy();
            other.waitFor();
            assertThat(names()).containsExactly("sync.c1z");
            assertThat(Files.size(target)).isEqualTo(OLD.length());
        } finally {
            other.destroyForcibly();
        }
    }

    /** A limit on the size of files fails as a full disk does: in the middle of a write. */
    @Test
    void keepsTheOldFileWhereTheNewOneHasNoRoom() throws IOException, InterruptedException {
        Path target = old();
        Process other = SavingProcess.start("ulimit -f 64; ", target, "once");
        try {
            assertThat(other.getInputStream().read()).as("an error of kind IO").isEqualTo('i');
            assertThat(other.waitFor()).isZero();
            assertThat(names()).containsExactly("sync.c1z");
            assertThat(Files.size(target)).isEqualTo(OLD.length());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aKillLeavesTheOldFileOrTheNewOne(Dice dice) throws IOException, InterruptedException {
        Path target = folder.resolve("sync.c1z");
        int litter = 0;
        for (int i = 0; i < Seeds.rounds(12); i++) {
            Process other = SavingProcess.start("", target, "over-and-over");
            try {
                for (int saves = dice.between(1, 40); saves > 0; saves--) {
                    assertThat(other.getInputStream().read()).isEqualTo('s');
                }
                for (int turns = dice.below(300_000); turns > 0; turns--) {
                    Thread.onSpinWait();
                }
            } finally {
                other.destroyForcibly().waitFor();
            }
            byte[] content = Files.readAllBytes(target);
            assertThat(content).hasSize(SavingProcess.SIZE);
            byte[] expected = new byte[SavingProcess.SIZE];
            Arrays.fill(expected, content[0]);
            assertThat(content).isEqualTo(expected);
            List<String> left = names();
            assertThat(left).hasSizeLessThanOrEqualTo(2).contains("sync.c1z");
            litter += left.size() - 1;
        }
        SavingProcess.save(target, (byte) 0);
        assertThat(names()).as("after %d kills in the middle of a save", litter).containsExactly("sync.c1z");
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
}
