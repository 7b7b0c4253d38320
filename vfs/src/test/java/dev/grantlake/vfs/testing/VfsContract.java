package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every {@link Vfs} keeps; a test class of an implementation implements it and says how to make one. */
@ExtendWith(Seeds.class)
public interface VfsContract {

    /** A directory with exactly these files; the contract closes it. */
    Vfs directoryOf(Map<String, Bytes> files) throws Exception;

    @Test
    default void listsNamesInByteOrder() throws Exception {
        // U+1F600 comes before U+FFFD in UTF-16 and after it in UTF-8.
        List<String> names = List.of("000004.sst", "000010.sst", "MANIFEST-000001", "a", "\ufffd", "\ud83d\ude00");
        Map<String, Bytes> files = new HashMap<>();
        names.forEach(name -> files.put(name, Bytes.EMPTY));
        try (Vfs vfs = directoryOf(files)) {
            assertThat(vfs.list()).containsExactlyElementsOf(names);
        }
        try (Vfs vfs = directoryOf(Map.of())) {
            assertThat(vfs.list()).isEmpty();
        }
    }

    @Test
    default void readsAnyRange(Dice dice) throws Exception {
        Bytes content = Bytes.wrap(dice.bytes(3 << 20));
        try (Vfs vfs = directoryOf(Map.of("large", content, "empty", Bytes.EMPTY));
                ReadableFile large = vfs.open("large");
                ReadableFile empty = vfs.open("empty")) {
            assertThat(large.size()).isEqualTo(content.length());
            assertThat(large.read(0, content.length())).isEqualTo(content);
            assertThat(large.description()).contains("large");
            for (int i = 0; i < 200; i++) {
                int offset = dice.below(content.length() + 1);
                int length = (int) dice.skewed(content.length() - offset);
                assertThat(large.read(offset, length)).isEqualTo(content.slice(offset, length));
            }
            assertThat(empty.size()).isZero();
            assertThat(empty.read(0, 0)).isEqualTo(Bytes.EMPTY);
            assertThat(vfs.size("large")).isEqualTo(content.length());
            assertThat(vfs.size("empty")).isZero();
        }
    }

    @Test
    default void refusesRangesBeyondTheEnd() throws Exception {
        try (Vfs vfs = directoryOf(Map.of("ten", Bytes.wrap(new byte[10])));
                ReadableFile file = vfs.open("ten")) {
            assertThat(file.read(10, 0)).isEqualTo(Bytes.EMPTY);
            long[][] ranges = {
                {0, 11},
                {10, 1},
                {11, 0},
                {5, Integer.MAX_VALUE},
                {Long.MAX_VALUE, 1},
                {Long.MAX_VALUE, Integer.MAX_VALUE},
                {-1, 1},
                {Long.MIN_VALUE, 5},
                {0, -1},
            };
            for (long[] range : ranges) {
                assertRefuses(() -> file.read(range[0], (int) range[1]), Kind.CORRUPT);
            }
        }
    }

    @Test
    default void tellsWhatIsNotThere() throws Exception {
        try (Vfs vfs = directoryOf(Map.of("here", Bytes.EMPTY))) {
            assertThat(vfs.exists("here")).isTrue();
            assertThat(vfs.exists("gone")).isFalse();
            assertRefuses(() -> vfs.open("gone"), Kind.NOT_FOUND);
            assertRefuses(() -> vfs.size("gone"), Kind.NOT_FOUND);
        }
    }

    @Test
    default void doesNotLeadOutOfTheDirectory() throws Exception {
        try (Vfs vfs = directoryOf(Map.of("here", Bytes.EMPTY))) {
            for (String name : List.of("", ".", "..", "../here", "/etc/passwd", "./here", "a/../here", "here\0")) {
                assertRefuses(() -> vfs.open(name), Kind.INVALID_ARGUMENT, Kind.NOT_FOUND);
                assertRefuses(() -> vfs.size(name), Kind.INVALID_ARGUMENT, Kind.NOT_FOUND);
            }
        }
    }

    @Test
    default void endsWithItsClose() throws Exception {
        Vfs vfs = directoryOf(Map.of("file", Bytes.utf8("content")));
        ReadableFile file = vfs.open("file");
        Bytes read = file.read(0, 7);
        file.close();
        file.close();
        assertRefuses(() -> file.read(0, 1), Kind.CLOSED);
        assertRefuses(() -> file.read(0, 0), Kind.CLOSED);
        assertThat(read).as("what was read stays").isEqualTo(Bytes.utf8("content"));
        try (ReadableFile again = vfs.open("file")) {
            assertThat(again.read(3, 4)).isEqualTo(Bytes.utf8("tent"));
        }
        vfs.close();
        vfs.close();
    }

    @Test
    default void servesManyThreads(Dice dice) throws Exception {
        Bytes content = Bytes.wrap(dice.bytes(500_000));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Vfs vfs = directoryOf(Map.of("file", content));
                ReadableFile file = vfs.open("file")) {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Dice own = dice.fork();
                runs.add(pool.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        int offset = own.below(content.length());
                        int length = (int) own.skewed(content.length() - offset);
                        assertThat(file.read(offset, length).equals(content.slice(offset, length)))
                                .isTrue();
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void assertRefuses(ThrowingCallable call, Kind... kinds) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isIn((Object[]) kinds));
    }
}
