package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeEntry;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.recovery.LakeFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Line 71 on the library. It forces nothing, so a loss of power before we have forced its files may leave any of them
 * empty, or without its name. A copy of a lake is damaged in that way and opened: all that was committed is there.
 */
@NativeTest
class LancePowerLossTest {

    private static final LakeOptions QUIET = LakeOptions.PRODUCTION.toBuilder()
            .flusherEnabled(false)
            .optimizer(false, java.time.Duration.ofDays(1), 1_000_000)
            .build();

    private static final Map<String, String> COMMITTED =
            new TreeMap<>(Map.of("a", "new", "b", "old", "d", "new", "e", "in the log"));

    @TempDir
    Path folder;

    private Path store() {
        return folder.resolve("lake");
    }

    private static Path dataset(Path store) {
        return LakeFolders.dataset(store);
    }

    /** What was there before the last flush, whose files are the ones that may be hurt. */
    private record Flushed(Set<Path> before) {}

    /** A lake that the power has left after the commit of a flush to the dataset, before anything of it was forced. */
    private Flushed flushedAndNotForced() throws IOException {
        Set<Path> before;
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            commit(lake, Map.of("a", "old", "b", "old", "c", "old"));
            lake.flush();
            before = files(dataset(store()));
            commit(lake, Map.of("a", "new", "d", "new", "c", ""));
            commit(lake, Map.of("e", "in the log"));
            copy(store().resolve("wal"), folder.resolve("wal"));
            copy(store().resolve("CHECKPOINT"), folder.resolve("CHECKPOINT"));
            lake.flush();
        }
        clear(store().resolve("wal"));
        copy(folder.resolve("wal"), store().resolve("wal"));
        Files.delete(store().resolve("CHECKPOINT"));
        copy(folder.resolve("CHECKPOINT"), store().resolve("CHECKPOINT"));
        return new Flushed(before);
    }

    /** An empty value deletes. */
    private static void commit(Lake lake, Map<String, String> changes) {
        try (Transaction transaction = lake.begin(true)) {
            changes.forEach((key, value) -> {
                if (value.isEmpty()) {
                    transaction.delete(Bytes.utf8(key));
                } else {
                    transaction.set(Bytes.utf8(key), Bytes.utf8(value));
                }
            });
            transaction.commit();
        }
    }

    private static Map<String, String> content(Lake lake) {
        Map<String, String> content = new TreeMap<>();
        try (Transaction transaction = lake.begin(false)) {
            for (LakeEntry entry : transaction.getRange(KeyRange.ALL)) {
                content.put(entry.key().toUtf8(), entry.value().toUtf8());
            }
        }
        return content;
    }

    @ParameterizedTest
    @CsvSource({
        "_versions, empty",
        "_versions, gone",
        "_versions, zeros",
        "data, empty",
        "data, gone",
        "data, cut",
        "data, zeros",
        "_deletions, empty",
        "_deletions, gone",
        "_deletions, zeros",
        "_transactions, empty",
        "_transactions, gone",
        "'', empty",
        "'', gone"
    })
    void aFlushThatWasNotForcedIsMadeAgainFromTheLog(String part, String damage) throws IOException {
        Flushed flushed = flushedAndNotForced();
        int hurt = 0;
        for (Path file : files(dataset(store()).resolve(part))) {
            // All that is new, also what a write has replaced: the hint where the newest version is.
            boolean replaced = file.getFileName().toString().contains("hint");
            if (!flushed.before().contains(file) || (replaced && damage.equals("empty"))) {
                hurt(file, damage);
                hurt++;
            }
        }
        assertThat(hurt).isPositive();
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(content(lake)).isEqualTo(COMMITTED);
            long before = lake.stats().lastSeq();
            commit(lake, Map.of("f", "after"));
            assertThat(lake.stats().lastSeq()).isGreaterThan(before);
            lake.flush();
        }
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(content(lake)).containsAllEntriesOf(COMMITTED).containsEntry("f", "after");
        }
        try (PlainDataset plain = PlainDataset.open(dataset(store()))) {
            assertThat(plain.liveRows()).extracting(row -> row.key().toUtf8()).containsExactly("a", "b", "d", "e", "f");
        }
    }

    /** The power fails while a tag is given: the others can be read, and pruning goes on. */
    @ParameterizedTest
    @CsvSource({"empty", "zeros", "cut"})
    void aTagThatWasNotForcedIsPutAside(String damage) throws IOException {
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            commit(lake, Map.of("a", "old"));
            lake.flush();
            lake.timeline().tag("first", 2);
            lake.timeline().tag("torn", 2);
            commit(lake, Map.of("a", "new"));
            lake.flush();
        }
        Path tags = dataset(store()).resolve("_refs/tags");
        hurt(tags.resolve("torn.json"), damage);
        Files.writeString(tags.resolve("first.json"), "\n", StandardOpenOption.APPEND);
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(lake.timeline().tags()).containsExactly(Map.entry("first", 2L));
            lake.prune(java.time.Duration.ZERO);
            lake.timeline().tag("torn", lake.timeline().latestVersion());
            assertThat(lake.timeline().tags()).containsOnlyKeys("first", "torn");
        }
        assertThat(dataset(store()).resolve("_quarantine/torn.json")).exists();
    }

    private static void hurt(Path file, String damage) throws IOException {
        switch (damage) {
            case "gone" -> Files.delete(file);
            case "empty" -> Files.write(file, new byte[0]);
            case "zeros" -> Files.write(file, new byte[(int) Files.size(file)]);
            case "cut" -> Files.write(file, List.of("PAR"));
            default -> throw new IllegalArgumentException(damage);
        }
    }

    /** What a checkpoint names is not made up from what was before. */
    @ParameterizedTest
    @CsvSource({"_versions", "data"})
    void whatWasForcedIsNotGuessedAt(String part) throws IOException {
        Set<Path> before;
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            commit(lake, Map.of("a", "old"));
            lake.flush();
            before = files(dataset(store()));
            commit(lake, Map.of("a", "new"));
            lake.flush();
        }
        for (Path file : files(dataset(store()).resolve(part))) {
            if (!before.contains(file)) {
                hurt(file, "empty");
            }
        }
        Set<Path> damaged = files(store());
        assertThatThrownBy(() -> LanceLake.open(store(), QUIET).close()).isInstanceOf(StorageException.class);
        assertThat(files(store())).containsAll(damaged);
    }

    /** The power fails while the dataset is made, when nothing of it is on disk, or not all. */
    @ParameterizedTest
    @CsvSource({"empty", "gone", "zeros", "folders", "all"})
    void aDatasetThatWasHalfMadeIsMadeAnew(String damage) throws IOException {
        LanceLake.open(store(), QUIET).close();
        Files.delete(store().resolve("CHECKPOINT"));
        clear(store().resolve("wal"));
        Path versions = dataset(store()).resolve("_versions");
        switch (damage) {
            case "all" -> clear(dataset(store()));
            case "folders" -> {
                clear(versions);
                Files.createDirectory(versions);
            }
            default -> {
                for (Path file : files(dataset(store()))) {
                    hurt(file, damage);
                }
            }
        }
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(content(lake)).isEmpty();
            commit(lake, Map.of("a", "1"));
            lake.flush();
        }
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(content(lake)).containsExactly(Map.entry("a", "1"));
        }
    }

    /** The first checkpoint comes before the first commit: so the first flush can be taken back like any other. */
    @Test
    void theFirstFlushIsMadeAgainFromTheLog() throws IOException {
        Set<Path> before;
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            before = files(dataset(store()));
            commit(lake, Map.of("a", "1"));
            copy(store().resolve("wal"), folder.resolve("wal"));
            copy(store().resolve("CHECKPOINT"), folder.resolve("CHECKPOINT"));
            lake.flush();
        }
        clear(store().resolve("wal"));
        copy(folder.resolve("wal"), store().resolve("wal"));
        Files.delete(store().resolve("CHECKPOINT"));
        copy(folder.resolve("CHECKPOINT"), store().resolve("CHECKPOINT"));
        for (Path file : files(dataset(store()))) {
            if (!before.contains(file)) {
                hurt(file, "empty");
            }
        }
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(content(lake)).containsExactly(Map.entry("a", "1"));
        }
    }

    private static Set<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return new HashSet<>(files.filter(Files::isRegularFile).toList());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
