package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Durability;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.CommitHistory;
import dev.grantlake.testbase.Dice;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The library's own calls fail, since what they need of the dataset is not there, or a file is where a folder should
 * be. Errors say so, commits go on into the log, and when the dataset is there again nothing is missing.
 */
@NativeTest
class LanceRefusalsTest {

    private static final LakeOptions QUIET = LakeOptions.PRODUCTION.toBuilder()
            .walSegment(1 << 20, 0)
            .flusherEnabled(false)
            .optimizer(false, Duration.ofDays(1), 1_000_000)
            .cacheBytes(0)
            .build();

    @TempDir
    Path folder;

    private Path store() {
        return folder.resolve("lake");
    }

    private Path dataset() {
        return LakeFolders.dataset(store());
    }

    private static void commit(Lake lake, Durability durability, String... keysAndValues) {
        try (Transaction transaction = lake.begin(true)) {
            for (int i = 0; i < keysAndValues.length; i += 2) {
                transaction.set(Bytes.utf8(keysAndValues[i]), Bytes.utf8(keysAndValues[i + 1]));
            }
            transaction.commit(durability);
        }
    }

    private static String get(Lake lake, String key) {
        try (Transaction transaction = lake.begin(false)) {
            return String.valueOf(transaction.get(Bytes.utf8(key)));
        }
    }

    private static Map<String, String> content(Lake lake) {
        Map<String, String> content = new TreeMap<>();
        CommitHistory.content(lake).forEach((key, value) -> content.put(key.toUtf8(), value.toUtf8()));
        return content;
    }

    /** A lake with two flushes, rows that replace others, and marks; and more that only the log has. */
    private Lake worked() {
        Lake lake = LanceLake.open(store(), QUIET);
        commit(lake, Durability.SYNC, "a", "old", "b", "old", "c", "old");
        lake.flush();
        commit(lake, Durability.SYNC, "c", "new");
        lake.flush();
        commit(lake, Durability.SYNC, "a", "new", "d", "new");
        commit(lake, Durability.BUFFERED, "e", "new");
        return lake;
    }

    private static final Map<String, String> ALL =
            new TreeMap<>(Map.of("a", "new", "b", "old", "c", "new", "d", "new", "e", "new", "f", "late"));

    /** Takes a folder away; a file takes its place, so that nobody makes it anew, unless it is the dataset itself. */
    private void take(String part) throws IOException {
        Files.move(dataset().resolve(part), folder.resolve("away"));
        if (!part.isEmpty()) {
            Files.writeString(dataset().resolve(part), "no folder");
        }
    }

    private void putBack(String part) throws IOException {
        if (!part.isEmpty()) {
            Files.delete(dataset().resolve(part));
        }
        assertThat(dataset().resolve(part)).as("what somebody has made there").doesNotExist();
        Files.move(folder.resolve("away"), dataset().resolve(part));
    }

    private StorageException refused(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        assertThat(failure)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(dataset().toString());
        StorageException refusal = (StorageException) failure;
        assertThat(refusal.kind()).isIn(Kind.IO, Kind.NOT_FOUND, Kind.ALREADY_EXISTS);
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data", "_versions", "_deletions", "_transactions"})
    void aFlushThatIsRefusedIsTakenAgain(String part) throws IOException {
        try (Lake lake = worked()) {
            take(part);
            for (int attempt = 0; attempt < 2; attempt++) {
                refused(lake::flush);
                assertThat(get(lake, "d")).isEqualTo(Bytes.utf8("new").toString());
            }
            commit(lake, Durability.SYNC, "f", "late");
            putBack(part);
            assertThat(content(lake)).isEqualTo(ALL);
            lake.flush();
            assertThat(content(lake)).isEqualTo(ALL);
            lake.compact();
            assertThat(content(lake)).isEqualTo(ALL);
        }
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(lake.stats().replayedCommits()).isZero();
            assertThat(content(lake)).isEqualTo(ALL);
        }
        try (PlainDataset plain = PlainDataset.open(dataset())) {
            assertThat(plain.liveRows()).extracting(row -> row.key().toUtf8()).containsExactlyElementsOf(ALL.keySet());
        }
    }

    /** Who opens the lake meanwhile is told, and changes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"", "data", "_versions", "_deletions"})
    void aDatasetThatIsNotThereIsNotMadeAnew(String part) throws IOException {
        long lastSeq;
        try (Lake lake = worked()) {
            take(part);
            refused(lake::flush);
            commit(lake, Durability.SYNC, "f", "late");
            lastSeq = lake.stats().lastSeq();
        }
        Map<String, Bytes> before = ownFiles();
        for (int attempt = 0; attempt < 2; attempt++) {
            refused(() -> LanceLake.open(store(), QUIET).close());
            assertThat(ownFiles()).isEqualTo(before);
        }
        putBack(part);
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(content(lake)).isEqualTo(ALL);
            assertThat(lake.stats().lastSeq()).isEqualTo(lastSeq);
            lake.flush();
            assertThat(content(lake)).isEqualTo(ALL);
        }
    }

    private Map<String, Bytes> ownFiles() throws IOException {
        Map<String, Bytes> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(dataset())) {
                    files.put(file.toString(), Bytes.wrap(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    /** Reads and compactions fail by name, and nothing else does. */
    @Test
    void aDataFileThatIsTakenAwayIsMissedByThoseWhoNeedIt() throws IOException {
        try (Lake lake = worked()) {
            Path file;
            try (Stream<Path> files = Files.list(dataset().resolve("data"))) {
                file = files.min((a, b) -> Long.compare(time(a), time(b))).orElseThrow();
            }
            Path away = folder.resolve("away");
            Files.move(file, away);
            String name = file.getFileName().toString();
            assertThat(refused(() -> get(lake, "b"))).hasMessageContaining(name);
            assertThat(get(lake, "e")).isEqualTo(Bytes.utf8("new").toString());
            commit(lake, Durability.SYNC, "f", "late");
            assertThat(refused(lake::compact)).hasMessageContaining(name);
            assertThat(refused(() -> content(lake))).hasMessageContaining(name);
            Files.move(away, file);
            assertThat(content(lake)).isEqualTo(ALL);
            lake.compact();
            assertThat(content(lake)).isEqualTo(ALL);
        }
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(content(lake)).isEqualTo(ALL);
        }
    }

    /** A limit on the size of files does as a full disk: some calls of the library write half of what they should. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlushThatFindsNoRoomLosesNothing(boolean goesOn) {
        // Such that no encoding makes it small.
        String large = Bytes.wrap(new Dice(1).bytes(100_000)).toHex();
        Map<String, String> all = new TreeMap<>(ALL);
        all.put("large", large);
        try (Lake lake = worked()) {
            lake.flush();
            commit(lake, Durability.SYNC, "large", large);
            try (FileSizeLimit limit = FileSizeLimit.set(50_000)) {
                assumeTrue(limit != null, "prlimit is not there");
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThat(refused(lake::flush).kind()).isEqualTo(Kind.IO);
                }
                commit(lake, Durability.SYNC, "f", "late");
                assertThat(content(lake)).isEqualTo(all);
            }
            if (goesOn) {
                lake.flush();
                assertThat(content(lake)).isEqualTo(all);
            }
        }
        try (Lake lake = LanceLake.open(store(), QUIET)) {
            assertThat(lake.stats().replayedCommits()).isEqualTo(goesOn ? 0 : 2);
            assertThat(content(lake)).isEqualTo(all);
        }
    }

    private static long time(Path file) {
        return file.toFile().lastModified();
    }
}
