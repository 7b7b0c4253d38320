package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every {@link WritableVfs} keeps while the power is on; a test class of an implementation says how to make one.
 */
@ExtendWith(Seeds.class)
public interface WritableVfsContract {

    /** An empty directory; the contract closes it. */
    WritableVfs emptyDirectory() throws Exception;

    @Test
    default void aFileIsThereFromItsCreationOn() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            WritableFile file = vfs.createFile("000002.log");
            assertThat(file.description()).contains("000002.log");
            assertThat(vfs.list()).containsExactly("000002.log");
            assertThat(vfs.size("000002.log")).isZero();
            file.write(Bytes.utf8("one"));
            file.write(Bytes.utf8("..two..").toArray(), 2, 3);
            assertThat(file.size()).isEqualTo(6);
            assertThat(content(vfs, "000002.log")).isEqualTo(Bytes.utf8("onetwo"));
            file.force();
            vfs.force();
            file.close();
            file.close();
            assertThat(content(vfs, "000002.log")).isEqualTo(Bytes.utf8("onetwo"));
            assertRefuses(() -> file.write(Bytes.utf8("x")), Kind.CLOSED);
            assertRefuses(() -> file.reserve(10), Kind.CLOSED);
            assertRefuses(file::force, Kind.CLOSED);
        }
    }

    @Test
    default void aFinishedFileIsForcedByItsName() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            put(vfs, "a", Bytes.utf8("content"));
            vfs.force("a");
            vfs.force("a");
            assertThat(content(vfs, "a")).isEqualTo(Bytes.utf8("content"));
            assertRefuses(() -> vfs.force("gone"), Kind.NOT_FOUND);
            assertThat(vfs.list()).containsExactly("a");
        }
    }

    @Test
    default void aReaderKeepsWhatItHasOpened() throws Exception {
        try (WritableVfs vfs = emptyDirectory();
                WritableFile file = vfs.createFile("a")) {
            file.write(Bytes.utf8("one"));
            try (ReadableFile reader = vfs.open("a")) {
                file.write(Bytes.utf8("two"));
                vfs.delete("a");
                assertThat(reader.size()).isEqualTo(3);
                assertThat(reader.read(0, 3)).isEqualTo(Bytes.utf8("one"));
            }
        }
    }

    @Test
    default void aNameIsTakenOnce() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            put(vfs, "a", Bytes.utf8("old"));
            assertRefuses(() -> vfs.createFile("a"), Kind.ALREADY_EXISTS);
            assertRefuses(() -> vfs.linkOrCopy(vfs, "a", "a"), Kind.ALREADY_EXISTS);
            assertThat(content(vfs, "a")).isEqualTo(Bytes.utf8("old"));
        }
    }

    @Test
    default void aRenameReplaces() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            put(vfs, "old", Bytes.utf8("old"));
            put(vfs, "new", Bytes.utf8("new"));
            vfs.rename("new", "old");
            assertThat(vfs.list()).containsExactly("old");
            assertThat(content(vfs, "old")).isEqualTo(Bytes.utf8("new"));
            vfs.rename("old", "old");
            vfs.rename("old", "fresh");
            assertThat(vfs.list()).containsExactly("fresh");
            assertRefuses(() -> vfs.rename("gone", "fresh"), Kind.NOT_FOUND);
            assertThat(content(vfs, "fresh")).isEqualTo(Bytes.utf8("new"));
        }
    }

    @Test
    default void deletesWhatIsThere() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            put(vfs, "a", Bytes.EMPTY);
            vfs.delete("a");
            assertThat(vfs.exists("a")).isFalse();
            assertRefuses(() -> vfs.delete("a"), Kind.NOT_FOUND);
            put(vfs, "a", Bytes.EMPTY);
        }
    }

    @Test
    default void roomIsCutOff() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            try (WritableFile file = vfs.createFile("a")) {
                file.reserve(200_000);
                assertThat(file.size()).isZero();
                file.write(Bytes.utf8("one"));
                file.force();
                file.reserve(10);
                file.write(Bytes.utf8("two"));
                assertThat(file.size()).isEqualTo(6);
                try (ReadableFile reader = vfs.open("a")) {
                    assertThat(reader.read(0, 6)).isEqualTo(Bytes.utf8("onetwo"));
                    int rest = (int) reader.size() - 6;
                    assertThat(reader.read(6, rest)).isEqualTo(Bytes.wrap(new byte[rest]));
                }
            }
            assertThat(content(vfs, "a")).isEqualTo(Bytes.utf8("onetwo"));
        }
    }

    @Test
    default void aLinkIsTheSameFile(Dice dice) throws Exception {
        Bytes large = Bytes.wrap(dice.bytes(2_500_000));
        try (WritableVfs vfs = emptyDirectory();
                WritableVfs other = emptyDirectory();
                Vfs memory = new MemoryVfs("memory").put("large", large)) {
            put(vfs, "a", Bytes.utf8("content"));
            vfs.linkOrCopy(vfs, "a", "b");
            other.linkOrCopy(vfs, "a", "c");
            other.linkOrCopy(memory, "large", "large");
            vfs.delete("a");
            assertThat(content(vfs, "b")).isEqualTo(Bytes.utf8("content"));
            assertThat(content(other, "c")).isEqualTo(Bytes.utf8("content"));
            assertThat(content(other, "large")).isEqualTo(large);
            assertRefuses(() -> other.linkOrCopy(vfs, "b", "c"), Kind.ALREADY_EXISTS);
            assertRefuses(() -> other.linkOrCopy(memory, "large", "c"), Kind.ALREADY_EXISTS);
            assertRefuses(() -> other.linkOrCopy(vfs, "gone", "d"), Kind.NOT_FOUND);
            assertRefuses(() -> other.linkOrCopy(memory, "gone", "d"), Kind.NOT_FOUND);
            assertThat(other.list()).containsExactly("c", "large");
        }
    }

    @Test
    default void aLockIsOnes() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            Lease lock = vfs.lock("LOCK");
            assertThat(vfs.list()).containsExactly("LOCK");
            assertRefuses(() -> vfs.lock("LOCK"), Kind.FAILED_PRECONDITION);
            assertRefuses(() -> vfs.share("LOCK"), Kind.FAILED_PRECONDITION);
            try (Lease another = vfs.lock("OTHER")) {
                assertThat(another).isNotNull();
            }
            lock.close();
            lock.close();
            assertThat(vfs.exists("LOCK")).as("left behind").isTrue();
            Lease first = vfs.share("LOCK");
            Lease second = vfs.share("LOCK");
            first.close();
            first.close();
            assertRefuses(() -> vfs.lock("LOCK"), Kind.FAILED_PRECONDITION);
            second.close();
            vfs.lock("LOCK").close();
        }
    }

    @Test
    default void aSinkLeavesAllOrNothing() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            try (ForcedSink sink = new ForcedSink(vfs, "a")) {
                sink.write(Bytes.utf8("whole"));
                assertThat(sink.size()).isEqualTo(5);
                sink.finish();
                assertRefuses(() -> sink.write(Bytes.utf8("more")), Kind.CLOSED);
            }
            ForcedSink sink = new ForcedSink(vfs, "b");
            sink.write(Bytes.utf8("half"));
            sink.close();
            sink.close();
            assertThat(vfs.list()).containsExactly("a");
            assertThat(content(vfs, "a")).isEqualTo(Bytes.utf8("whole"));
        }
    }

    @Test
    default void staysInTheDirectory() throws Exception {
        try (WritableVfs vfs = emptyDirectory()) {
            put(vfs, "a", Bytes.EMPTY);
            for (String name : List.of("", ".", "..", "../a", "/etc/passwd", "./a", "a\0")) {
                assertRefuses(() -> vfs.createFile(name), Kind.INVALID_ARGUMENT);
                assertRefuses(() -> vfs.rename("a", name), Kind.INVALID_ARGUMENT);
                assertRefuses(() -> vfs.rename(name, "b"), Kind.INVALID_ARGUMENT);
                assertRefuses(() -> vfs.delete(name), Kind.INVALID_ARGUMENT);
                assertRefuses(() -> vfs.force(name), Kind.INVALID_ARGUMENT);
                assertRefuses(() -> vfs.linkOrCopy(vfs, "a", name), Kind.INVALID_ARGUMENT);
                assertRefuses(() -> vfs.lock(name), Kind.INVALID_ARGUMENT);
            }
            assertThat(vfs.list()).containsExactly("a");
        }
    }

    @Test
    default void endsWithTheCloseOfTheDirectory() throws Exception {
        WritableVfs vfs = emptyDirectory();
        try (WritableFile file = vfs.createFile("a")) {
            vfs.close();
            vfs.close();
            file.write(Bytes.utf8("still"));
            file.force();
            assertRefuses(() -> vfs.createFile("b"), Kind.CLOSED);
            assertRefuses(() -> vfs.rename("a", "b"), Kind.CLOSED);
            assertRefuses(() -> vfs.delete("a"), Kind.CLOSED);
            assertRefuses(() -> vfs.lock("LOCK"), Kind.CLOSED);
            assertRefuses(vfs::force, Kind.CLOSED);
            assertRefuses(() -> vfs.force("a"), Kind.CLOSED);
            assertRefuses(vfs::freeBytes, Kind.CLOSED);
        }
    }

    @Test
    default void anInterruptDoesNoHarm() throws Exception {
        Thread.currentThread().interrupt();
        try (WritableVfs vfs = emptyDirectory();
                Lease lock = vfs.lock("LOCK")) {
            assertThat(lock).isNotNull();
            try (WritableFile file = vfs.createFile("a")) {
                file.reserve(1000);
                file.write(Bytes.utf8("content"));
                file.force();
            }
            vfs.rename("a", "b");
            vfs.linkOrCopy(vfs, "b", "c");
            vfs.force("c");
            vfs.force();
            vfs.delete("b");
            assertThat(content(vfs, "c")).isEqualTo(Bytes.utf8("content"));
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        }
    }

    @Test
    default void doesWhatAMapOfBytesDoes(Dice dice) throws Exception {
        List<String> names = List.of("a", "b", "c", "d");
        for (int round = 0; round < Seeds.rounds(5); round++) {
            Map<String, Bytes> model = new TreeMap<>();
            try (WritableVfs vfs = emptyDirectory()) {
                for (int step = 0; step < 60; step++) {
                    String name = dice.pick(names);
                    String other = dice.pick(names);
                    switch (dice.below(5)) {
                        case 0 -> {
                            Bytes content = Bytes.wrap(dice.bytes(16 + (int) dice.skewed(100_000)));
                            if (model.putIfAbsent(name, content) == null) {
                                put(vfs, name, content);
                            } else {
                                assertRefuses(() -> vfs.createFile(name), Kind.ALREADY_EXISTS);
                            }
                        }
                        case 1 -> {
                            if (model.remove(name) == null) {
                                assertRefuses(() -> vfs.delete(name), Kind.NOT_FOUND);
                            } else {
                                vfs.delete(name);
                            }
                        }
                        case 2 -> {
                            Bytes content = model.get(name);
                            if (content == null) {
                                assertRefuses(() -> vfs.rename(name, other), Kind.NOT_FOUND);
                            } else {
                                vfs.rename(name, other);
                                // Two names of one file stay as they are.
                                if (!content.equals(model.put(other, content))) {
                                    model.remove(name);
                                }
                            }
                        }
                        case 3 -> {
                            if (model.containsKey(name) && !model.containsKey(other)) {
                                vfs.linkOrCopy(vfs, name, other);
                                model.put(other, model.get(name));
                            }
                        }
                        default -> vfs.force();
                    }
                    assertThat(vfs.list()).containsExactlyElementsOf(model.keySet());
                }
                for (Map.Entry<String, Bytes> file : model.entrySet()) {
                    assertThat(content(vfs, file.getKey())).isEqualTo(file.getValue());
                }
            }
        }
    }

    private static void put(WritableVfs vfs, String name, Bytes content) {
        try (WritableFile file = vfs.createFile(name)) {
            file.write(content);
        }
    }

    private static Bytes content(Vfs vfs, String name) {
        try (ReadableFile file = vfs.open(name)) {
            return file.read(0, (int) file.size());
        }
    }

    private static void assertRefuses(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
