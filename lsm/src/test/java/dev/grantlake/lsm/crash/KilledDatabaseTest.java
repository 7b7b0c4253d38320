package dev.grantlake.lsm.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/** Kills a process that writes to a database, again and again; the next one goes on with what is left. */
@ExtendWith(Seeds.class)
class KilledDatabaseTest {

    private static final int MOST_SPINS = 2_000_000;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aKillLeavesWhatWasDurable(Dice dice) throws IOException, InterruptedException {
        SortedMap<Bytes, Bytes> content = new TreeMap<>();
        int kills = Seeds.rounds(8, 30);
        int steps = 0;
        for (int i = 0; i < kills; i++) {
            long seed = dice.bits();
            int[] last = killed(seed, dice);
            History history = expected(seed, content, last[1] + 1);
            int before = History.stepOf(content);
            try (WritableVfs directory = WritableDiskVfs.create(folder.resolve("db"));
                    KeyValueStore store = new DatabaseStore().open(directory, seed)) {
                content = history.require(store, Math.max(before, last[0]), last[1] + 1, "seed " + seed);
            }
            steps += History.stepOf(content) - before;
            removeCopies();
        }
        System.out.printf("%d kills, %d steps%n", kills, steps);
    }

    /** Steps that had to be left and steps that were begun, as the process said last. */
    private int[] killed(long seed, Dice dice) throws IOException, InterruptedException {
        Process process = KilledDatabase.start(folder, seed);
        String said = "0 0";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            try {
                for (int count = 1 + (int) dice.skewed(400); count > 0; count--) {
                    said = requireLine(lines.readLine(), said);
                }
                for (int turns = dice.below(MOST_SPINS); turns > 0; turns--) {
                    Thread.onSpinWait();
                }
            } finally {
                // Unlike the process itself, its handle leaves the streams open: what was said before is to be read.
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said = line.matches("\\d+ \\d+") ? line : said;
            }
        }
        return Stream.of(said.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static String requireLine(@Nullable String line, String before) {
        return requireNonNull(line, () -> "the process ended after " + before);
    }

    /** The same workload, carried out in memory. */
    private static History expected(long seed, SortedMap<Bytes, Bytes> content, int steps) {
        AtomicReference<Workload> self = new AtomicReference<>();
        DiskStore memory =
                new Remembered(() -> requireNonNull(self.get()).history().last());
        Workload workload = new Workload(memory, MemoryVfs::new, new Dice(seed), content);
        self.set(workload);
        while (workload.history().begun() < steps) {
            workload.step();
        }
        return workload.history();
    }

    /** A process that is killed in a checkpoint leaves some of it. */
    private void removeCopies() throws IOException {
        try (Stream<Path> copies = Files.walk(folder)) {
            List<Path> paths = copies.filter(
                            path -> folder.relativize(path).toString().startsWith("copy"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }
}
