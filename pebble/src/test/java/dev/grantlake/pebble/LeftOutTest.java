package dev.grantlake.pebble;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.LeftOut;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a store says of things in its file that it does not show: the file with a log, with that log changed. */
class LeftOutTest {

    private static final int TAR_BLOCK = 512;

    @TempDir
    private Path folder;

    @Test
    void aSoundFileLeavesNothingOut() throws IOException {
        try (Store store = Grantlake.open(withLog(log -> log))) {
            assertThat(resourceTypes(store)).isEqualTo(5);
            assertThat(store.leftOut()).isEmpty();
        }
    }

    @Test
    void aTornTailIsLeftOutOnRequestOnly() throws IOException {
        Path file = withLog(log -> Arrays.copyOf(log, log.length / 2));
        assertRefused(file);
        try (Store store = Grantlake.open(file, OpenOptions.defaults().withLenient(true))) {
            assertThat(resourceTypes(store)).isEqualTo(4);
            assertThat(store.leftOut()).singleElement().satisfies(left -> {
                assertThat(left.reason()).isEqualTo(LeftOut.Reason.TORN);
                assertThat(left.matters()).isTrue();
                assertThat(left.where().file()).contains("with-log.c1z/").endsWith(".log");
            });
        }
    }

    @Test
    void damageIsLeftOutOnRequestOnly() throws IOException {
        // A second log makes the first one that must have been closed.
        Path file = withLog(log -> Arrays.copyOf(log, log.length / 2), "099999.log");
        assertRefused(file);
        try (Store store = Grantlake.open(file, OpenOptions.defaults().withLenient(true))) {
            assertThat(resourceTypes(store)).isEqualTo(4);
            assertThat(store.leftOut()).extracting(LeftOut::reason).containsOnly(LeftOut.Reason.DAMAGED);
        }
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> Grantlake.open(file).close())
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    private static long resourceTypes(Store store) {
        return store.latestSync().orElseThrow().resourceTypes().all().count();
    }

    /** The file with a log as a plain archive, its log changed, and empty files added. */
    private Path withLog(UnaryOperator<byte[]> change, String... added) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Files.readAllBytes(Fixtures.path("c1z/corrupt/tar-empty-payload.c1z")));
        Path original = Fixtures.path("c1z/wal-tail.v3.c1z");
        try (Vfs from = DiskVfs.open(requireNonNull(original.getParent()));
                C1zFile container = C1zFile.open(from, "wal-tail.v3.c1z", C1zReadOptions.defaults())) {
            Vfs payload = container.payload();
            for (String name : payload.list()) {
                try (ReadableFile entry = payload.open(name)) {
                    Bytes content = entry.read(0, (int) entry.size());
                    add(file, name, name.endsWith(".log") ? change.apply(content.toArray()) : content.toArray());
                }
            }
        }
        for (String name : added) {
            add(file, name, new byte[0]);
        }
        file.writeBytes(new byte[2 * TAR_BLOCK]);
        return Files.write(folder.resolve("with-log.c1z"), file.toByteArray());
    }

    private static void add(ByteArrayOutputStream archive, String name, byte[] content) {
        byte[] header = new byte[TAR_BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
        put(header, 124, String.format("%011o\0%011o\0        0", content.length, 0));
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        archive.writeBytes(header);
        archive.writeBytes(Arrays.copyOf(content, (content.length + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK));
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
