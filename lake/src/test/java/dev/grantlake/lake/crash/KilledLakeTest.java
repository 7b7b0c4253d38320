package dev.grantlake.lake.crash;

import dev.grantlake.lake.Lake;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills a process that writes to a lake on disk, again and again; the next one goes on with what is left. The end of a
 * process takes nothing that was committed, durable or not.
 */
@ExtendWith(Seeds.class)
class KilledLakeTest {

    private static final Pattern LINE = Pattern.compile("(\\d) (\\d+) (\\d+)\\.");
    private static final int MOST_LINES = 3000;
    private static final int MOST_SPINS = 2_000_000;

    private final long[] told = new long[KilledLake.THREADS];
    private long lastSeq;

    @Test
    void aKillLeavesEveryTransactionWhole(@TempDir Path folder, Dice dice) throws IOException, InterruptedException {
        int kills = Seeds.rounds(20);
        for (int i = 0; i < kills; i++) {
            long before = lastSeq;
            kill(folder, dice, before);
            try (Lake lake = KilledLake.open(folder)) {
                for (int thread = 0; thread < KilledLake.THREADS; thread++) {
                    long left = KilledLake.value(lake, thread);
                    assertThat(left).as("thread %d", thread).isBetween(told[thread], told[thread] + 1);
                    told[thread] = left;
                }
                assertThat(lake.stats().lastSeq()).isGreaterThanOrEqualTo(lastSeq);
                lastSeq = lake.stats().lastSeq();
            }
        }
        System.out.printf("%d kills, %d transactions%n", kills, lastSeq);
    }

    /** Listens for a while, and then to the end of what had been said before the kill. */
    private void kill(Path folder, Dice dice, long before) throws IOException, InterruptedException {
        Process process = KilledLake.start(folder);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            try {
                for (int count = (int) dice.skewed(MOST_LINES); count >= 0; count--) {
                    String line = lines.readLine();
                    assertThat(line).as("the process has ended by itself").isNotNull();
                    take(line, before);
                }
                for (int turns = dice.below(MOST_SPINS); turns > 0; turns--) {
                    Thread.onSpinWait();
                }
            } finally {
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, before);
            }
        }
    }

    private void take(@Nullable String line, long before) {
        var said = LINE.matcher(line == null ? "" : line);
        if (said.matches()) {
            int thread = Integer.parseInt(said.group(1));
            long seq = Long.parseLong(said.group(3));
            assertThat(seq).as("a number that was given before").isGreaterThan(before);
            told[thread] = Math.max(told[thread], Long.parseLong(said.group(2)));
            lastSeq = Math.max(lastSeq, seq);
        }
    }
}
