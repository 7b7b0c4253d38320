package dev.grantlake.bench.peer;

import com.sun.management.OperatingSystemMXBean;
import dev.grantlake.workload.SplitMix64;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One scenario on one file: {@code PeerRun SCENARIO FILE [REPETITIONS [OPERATIONS]]}. Prints a line for the set-up and
 * one for each repetition, as the Go peer's {@code bench} does.
 *
 * <p>The first repetition runs on a cold JVM; report it apart from the later ones.
 */
public final class PeerRun {

    private static final long SEED = 21;
    private static final int DEFAULT_REPETITIONS = 10;

    private PeerRun() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: PeerRun SCENARIO FILE [REPETITIONS [OPERATIONS]]");
            System.exit(64);
        }
        Scenario scenario = Scenario.of(args[0]);
        Path file = Path.of(args[1]);
        int repetitions = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_REPETITIONS;
        int operations = args.length > 3 ? Integer.parseInt(args[3]) : scenario.operations();
        try (Scenario.Preparation prepared = scenario.prepare(file)) {
            int drawnFrom = prepared.subjects().size();
            System.out.printf(
                    Locale.ROOT,
                    "{\"cores\":%d,\"drawn_from\":%d,\"engine\":\"grantlake on java %s\",\"file\":\"%s\",\"file_bytes\":%d,"
                            + "\"kind\":\"setup\",\"scenario\":\"%s\"}%n",
                    Runtime.getRuntime().availableProcessors(),
                    drawnFrom,
                    Runtime.version().feature(),
                    file.getFileName(),
                    Files.size(file),
                    scenario.text());
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                // Outside the measurement, as the peer does it.
                System.gc();
                SplitMix64 random = new SplitMix64(SEED);
                long cpu = process.getProcessCpuTime();
                long wall = System.nanoTime();
                long rows = 0;
                for (int operation = 0; operation < operations; operation++) {
                    rows += scenario.call(prepared, drawnFrom < 2 ? 0 : random.below(drawnFrom));
                }
                wall = System.nanoTime() - wall;
                cpu = process.getProcessCpuTime() - cpu;
                System.out.printf(
                        Locale.ROOT,
                        "{\"cpu_ns\":%d,\"kind\":\"repetition\",\"ops\":%d,\"rep\":%d,\"rows\":%d,\"scenario\":\"%s\","
                                + "\"wall_ns\":%d}%n",
                        cpu,
                        operations,
                        repetition,
                        rows,
                        scenario.text(),
                        wall);
            }
        }
    }
}
