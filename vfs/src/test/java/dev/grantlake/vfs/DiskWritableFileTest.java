package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is asked of the system, and what becomes of a file when the system refuses. */
class DiskWritableFileTest {

    private final Refusing system = new Refusing();
    private final DiskWritableFile file = new DiskWritableFile("db/000002.log", system);

    /** A system that refuses calls of one name, a write when half is done. */
    private static final class Refusing implements RawFile {

        private final List<String> calls = new ArrayList<>();
        private byte[] content = new byte[0];
        private String refused = "";
        private Runnable whileForced = () -> {};

        private void call(String name, String call) throws IOException {
            calls.add(call);
            if (refused.contains(name)) {
                throw new IOException("no space left");
            }
        }

        @Override
        public void write(long position, byte[] array, int offset, int length) throws IOException {
            int end = (int) position + (refused.contains("write") ? length / 2 : length);
            content = Arrays.copyOf(content, Math.max(content.length, end));
            System.arraycopy(array, offset, content, (int) position, end - (int) position);
            call("write", "write " + position + "+" + length);
        }

        @Override
        public void truncate(long length) throws IOException {
            call("truncate", "truncate " + length);
            content = Arrays.copyOf(content, (int) length);
        }

        @Override
        public void force(boolean length) throws IOException {
            call("force", length ? "fsync" : "fdatasync");
            whileForced.run();
        }

        @Override
        public void close() throws IOException {
            call("close", "close");
        }
    }

    @Test
    void forcesTheLengthWhereItHasChanged() {
        file.force();
        file.write(Bytes.utf8("one"));
        file.force();
        file.force();
        file.reserve(10);
        file.force();
        file.write(Bytes.utf8("two"));
        file.force();
        file.write(Bytes.utf8("longer"));
        file.force();
        file.close();
        assertThat(system.calls)
                .containsExactly(
                        "fsync",
                        "write 0+3",
                        "fsync",
                        "fdatasync",
                        "write 3+7",
                        "fsync",
                        "write 3+3",
                        "fdatasync",
                        "write 6+6",
                        "fsync",
                        "close");
    }

    @Test
    void whatGrowsWhileItIsForcedIsTheNextForces() {
        file.write(Bytes.utf8("one"));
        system.whileForced = () -> file.write(Bytes.utf8("two"));
        file.force();
        system.whileForced = () -> {};
        file.force();
        file.force();
        assertThat(system.calls).containsExactly("write 0+3", "fsync", "write 3+3", "fsync", "fdatasync");
    }

    @Test
    void cutsOffWhatIsReservedWhenItIsClosed() {
        file.write(Bytes.utf8("one"));
        file.reserve(100_000);
        assertThat(system.content).hasSize(100_000);
        file.close();
        assertThat(system.calls).endsWith("truncate 3", "close");
    }

    @Test
    void aWriteThatFailsLeavesTheFileAsItWas() {
        file.write(Bytes.utf8("one"));
        system.refused = "write";
        assertFails("db/000002.log: file at 3: write: no space left", () -> file.write(Bytes.utf8("failing")));
        assertThat(system.content).isEqualTo("one".getBytes(UTF_8));
        assertThat(file.size()).isEqualTo(3);
        system.refused = "";
        file.write(Bytes.utf8("two"));
        file.force();
        assertThat(system.content).isEqualTo("onetwo".getBytes(UTF_8));
        assertThat(system.calls).endsWith("truncate 3", "write 3+3", "fsync");
    }

    @Test
    void aReserveThatFailsLeavesNoRoom() {
        file.write(Bytes.utf8("one"));
        file.force();
        system.refused = "write";
        assertFails("db/000002.log: file at 3: reserve: no space left", () -> file.reserve(100));
        assertThat(system.content).hasSize(3);
        system.refused = "";
        file.force();
        assertThat(system.calls).endsWith("truncate 3", "fsync");
    }

    @Test
    void isBrokenWhenEvenTheCutFails() {
        file.write(Bytes.utf8("one"));
        system.refused = "write truncate";
        assertFails("db/000002.log: file at 3: write: no space left", () -> file.write(Bytes.utf8("failing")));
        assertBroken();
    }

    @Test
    void isBrokenWhenAForceFails() {
        file.write(Bytes.utf8("one"));
        system.refused = "force";
        assertFails("db/000002.log: file at 3: force: no space left", file::force);
        assertBroken();
    }

    private void assertBroken() {
        system.refused = "";
        system.calls.clear();
        String broken = "db/000002.log: file: cannot be trusted since an earlier call has failed";
        assertFails(broken, file::force);
        assertFails(broken, () -> file.write(Bytes.utf8("two")));
        assertFails(broken, () -> file.reserve(100));
        assertThat(system.calls).as("no second try").isEmpty();
        file.close();
        assertThat(system.calls).containsExactly("close");
    }

    @Test
    void isClosedEvenIfItCannotBeCut() {
        file.reserve(100);
        system.refused = "truncate";
        assertFails("db/000002.log: file at 0: close: no space left", file::close);
        assertThat(system.calls).endsWith("close");
        file.close();
    }

    private static void assertFails(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO));
    }
}
