package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class ScratchFileTest {

    @TempDir
    Path folder;

    @Test
    void readsWhatWasWrittenAnywhere(Dice dice) {
        byte[] model = new byte[5 << 20];
        int size = 0;
        try (ScratchFile file = ScratchFile.create(folder, model.length)) {
            for (int i = 0; i < 100; i++) {
                byte[] part = dice.bytes((int) dice.skewed(3 << 20));
                int offset = dice.below(model.length - part.length + 1);
                if (dice.oneIn(3) && size + part.length <= model.length) {
                    offset = size;
                    assertThat(file.append(Bytes.wrap(part))).isEqualTo(size);
                } else {
                    file.write(offset, Bytes.wrap(part));
                }
                System.arraycopy(part, 0, model, offset, part.length);
                size = part.length == 0 ? size : Math.max(size, offset + part.length);
                assertThat(file.size()).isEqualTo(size);
                int from = dice.below(size + 1);
                int length = dice.below(size - from + 1);
                assertThat(file.read(from, length)).isEqualTo(Bytes.copyOf(model, from, length));
            }
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        ScratchFile file = ScratchFile.create(folder);
        file.append(Bytes.utf8("content"));
        assertThat(names()).as("while it is open").isZero();
        file.close();
        file.close();
        assertThat(names()).isZero();
        assertRefuses(() -> file.read(0, 1), Kind.CLOSED);
        assertRefuses(() -> file.append(Bytes.EMPTY), Kind.CLOSED);
    }

    @Test
    void keepsToItsBound() {
        try (ScratchFile file = ScratchFile.create(folder, 10)) {
            file.write(4, Bytes.wrap(new byte[6]));
            assertRefuses(() -> file.append(Bytes.wrap(new byte[1])), Kind.LIMIT_EXCEEDED);
            assertRefuses(() -> file.write(9, Bytes.wrap(new byte[2])), Kind.LIMIT_EXCEEDED);
            assertRefuses(() -> file.write(Long.MAX_VALUE, Bytes.wrap(new byte[2])), Kind.LIMIT_EXCEEDED);
            assertThat(file.size()).isEqualTo(10);
            assertRefuses(() -> file.read(9, 2), Kind.CORRUPT);
            assertRefuses(() -> file.read(-1, 2), Kind.CORRUPT);
        }
    }

    @Test
    void isNotDisturbedByInterrupts() {
        try (ScratchFile file = ScratchFile.create(folder)) {
            Thread.currentThread().interrupt();
            file.append(Bytes.utf8("content"));
            assertThat(file.read(0, 7)).isEqualTo(Bytes.utf8("content"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.read(0, 7)).isEqualTo(Bytes.utf8("content"));
        }
    }

    @Test
    void namesTheFolderThatDoesNotTakeIt() {
        assertRefuses(() -> ScratchFile.create(folder.resolve("absent")), Kind.IO);
        assertThatThrownBy(() -> ScratchFile.create(folder.resolve("absent"))).hasMessageContaining("absent");
    }

    private long names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static void assertRefuses(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
