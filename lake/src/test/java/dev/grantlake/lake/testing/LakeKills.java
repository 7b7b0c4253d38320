package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeEntry;
import dev.grantlake.lake.LakeReader;
import dev.grantlake.lake.TimelineView;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.testbase.Dice;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills a process of {@link LakeWriters} again and again, some while they open the lake; the next one goes on with what
 * is left. After each kill the lake is opened, in its place or as a copy: all that had returned is there, each
 * transaction whole, no sequence number given twice, and so in every version of the past.
 */
public final class LakeKills {

    private static final Pattern COMMIT = Pattern.compile("commit (\\d) (\\d+) (\\d+)\\.");
    private static final Pattern TAG = Pattern.compile("tag (\\w+)\\.");
    private static final int MOST_SPINS = 2_000_000;
    private static final int VERSIONS_LOOKED_AT = 4;

    private final Subject subject;
    private final Path store;
    private final Path copy;
    private final Path temporary;
    private final Dice dice;

    private final long[] told = new long[LakeWriters.WRITERS];
    private final List<NavigableMap<Long, Long>> seqs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    /** Numbers up to this one were given before the present life. */
    private long givenBefore;

    private final Set<Long> given = new HashSet<>();
    private long openMillis = 1000;

    /** What is killed. */
    public interface Subject {

        /** The command of a process that opens the lake at {@code store} and does {@link LakeWriters#workForEver}. */
        List<String> command(Path store, Path temporary);

        /** Opens it here. */
        Lake open(Path store);

        /** Looks at a closed lake without opening it: at its table, which has these rows and no others. */
        void check(Path store, Map<Bytes, Row> rows);
    }

    /**
     * A row of the table.
     *
     * @param value null for a deletion, of which the row need not be there
     * @param seq the number of the transaction that wrote it; 0 if nobody was told
     */
    public record Row(@Nullable Bytes value, long seq) {}

    /**
     * Lives in {@code folder}, in which the processes have a temporary folder of their own.
     *
     * @param folder empty; the test clears it away
     */
    public LakeKills(Subject subject, Path folder, Dice dice) {
        this.subject = subject;
        this.store = folder.resolve("lake");
        this.copy = folder.resolve("copy");
        this.temporary = folder.resolve("tmp");
        this.dice = dice;
        for (int i = 0; i < LakeWriters.WRITERS; i++) {
            seqs.add(new TreeMap<>());
        }
    }

    /**
     * A process of this JVM's kind that has this class path.
     *
     * @param main gets the lake's folder
     */
    public static List<String> command(Class<?> main, Path store, Path temporary, String... jvmArguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporary));
        command.addAll(List.of(jvmArguments));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), store.toString()));
        return command;
    }

    /** Kills so many processes; each says at most {@code mostLines} lines after its lake is open. */
    public void run(int kills, int mostLines) throws IOException, InterruptedException {
        int openings = 0;
        for (int i = 0; i < kills; i++) {
            openings += live(mostLines) ? 1 : 0;
            clear(temporary);
            if (dice.oneIn(2)) {
                check(store);
            } else {
                copyTo(copy);
                check(copy);
                clear(copy);
            }
        }
        System.out.printf("%d kills, %d of open lakes, %d transactions%n", kills, openings, givenBefore);
    }

    /** False if it was killed before the lake was open. */
    private boolean live(int mostLines) throws IOException, InterruptedException {
        Files.createDirectories(temporary);
        given.clear();
        boolean early = dice.oneIn(4);
        long started = System.nanoTime();
        Process process = new ProcessBuilder(subject.command(store, temporary))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            boolean open = false;
            try {
                if (early) {
                    boolean ended = process.waitFor(dice.below((int) openMillis), TimeUnit.MILLISECONDS);
                    assertThat(ended).as("the process has ended by itself").isFalse();
                } else {
                    open = take(lines.readLine());
                    openMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started) + 1;
                    listen(lines, (int) dice.skewed(mostLines));
                }
            } finally {
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                open |= take(line);
            }
            return open;
        }
    }

    private void listen(BufferedReader lines, int count) throws IOException {
        for (int i = 0; i <= count; i++) {
            take(lines.readLine());
        }
        for (int turns = dice.below(MOST_SPINS); turns > 0; turns--) {
            Thread.onSpinWait();
        }
    }

    /** Whether the lake is open. */
    private boolean take(@Nullable String line) {
        if (line == null) {
            throw new AssertionError("the process has ended by itself");
        }
        Matcher commit = COMMIT.matcher(line);
        if (commit.matches()) {
            int writer = Integer.parseInt(commit.group(1));
            long number = Long.parseLong(commit.group(2));
            long seq = Long.parseLong(commit.group(3));
            assertThat(seq).as("a number that was given before").isGreaterThan(givenBefore);
            assertThat(given.add(seq)).as("%d, for the first time", seq).isTrue();
            assertThat(number).as("writer %d", writer).isEqualTo(told[writer] + 1);
            told[writer] = number;
            seqs.get(writer).put(number, seq);
        }
        Matcher tag = TAG.matcher(line);
        if (tag.matches()) {
            names.add(tag.group(1));
        }
        return line.equals(LakeWriters.OPEN);
    }

    private void check(Path place) {
        try (Lake lake = subject.open(place)) {
            try (Transaction transaction = lake.begin(false)) {
                long[] last = requireWhole(transaction);
                for (int writer = 0; writer < last.length; writer++) {
                    // Of the next one nobody was told; another one cannot have begun.
                    assertThat(last[writer]).as("writer %d", writer).isBetween(told[writer], told[writer] + 1);
                    told[writer] = last[writer];
                    seqs.get(writer).headMap(told[writer] - 1000).clear();
                }
            }
            given.forEach(seq -> assertThat(lake.stats().lastSeq()).isGreaterThanOrEqualTo(seq));
            givenBefore = lake.stats().lastSeq();
            checkHistory(lake);
        }
        Map<Bytes, Row> rows = new TreeMap<>();
        for (int writer = 0; writer < told.length; writer++) {
            NavigableMap<Long, Long> numbers = seqs.get(writer);
            PlannedCommit.leftBy(writer, told[writer])
                    .forEach((key, left) -> rows.put(
                            key,
                            new Row(left.value(), numbers.getOrDefault(left.by().number(), 0L))));
        }
        long count = countOf(told);
        if (count > 0) {
            rows.put(PlannedCommit.COUNTER, new Row(Bytes.utf8(Long.toString(count)), 0));
        }
        subject.check(place, rows);
    }

    private void checkHistory(Lake lake) {
        if (names.isEmpty()) {
            return;
        }
        assertThat(lake.timeline().tags()).containsKeys(names.toArray(String[]::new));
        List<Long> versions = new ArrayList<>(lake.timeline().tags().values());
        List<TableVersion> all = lake.timeline().versions();
        for (int i = 0; i < VERSIONS_LOOKED_AT; i++) {
            versions.add(dice.pick(all).number());
        }
        for (long version : versions) {
            try (TimelineView view = lake.timeline().viewAt(version)) {
                requireWhole(view);
            }
        }
    }

    /** Whether it shows all of some transactions of each writer, from the first one on; says how many. */
    private static long[] requireWhole(LakeReader reader) {
        long[] last = new long[LakeWriters.WRITERS];
        Map<Bytes, Bytes> expected = new TreeMap<>();
        for (int writer = 0; writer < last.length; writer++) {
            last[writer] = LakeWriters.number(reader.get(PlannedCommit.lastKey(writer)));
            PlannedCommit.leftBy(writer, last[writer]).forEach((key, left) -> {
                if (left.value() != null) {
                    expected.put(key, left.value());
                }
            });
        }
        long count = countOf(last);
        if (count > 0) {
            expected.put(PlannedCommit.COUNTER, Bytes.utf8(Long.toString(count)));
        }
        Map<Bytes, Bytes> shown = new TreeMap<>();
        for (LakeEntry entry : reader.getRange(KeyRange.ALL)) {
            shown.put(entry.key(), entry.value());
        }
        assertThat(shown).isEqualTo(expected);
        return last;
    }

    private static long countOf(long[] last) {
        long count = 0;
        for (long number : last) {
            count += PlannedCommit.countedUpTo(number);
        }
        return count;
    }

    private void copyTo(Path target) throws IOException {
        if (!Files.exists(store)) {
            return;
        }
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(store.relativize(file).toString()));
            }
        }
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
