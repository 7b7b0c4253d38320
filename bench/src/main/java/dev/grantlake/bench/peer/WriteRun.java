package dev.grantlake.bench.peer;

import com.sun.management.OperatingSystemMXBean;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.workload.BenchmarkWorkload;
import dev.grantlake.workload.CompanyWorkload;
import dev.grantlake.workload.RecordBatches;
import dev.grantlake.workload.SplitMix64;
import dev.grantlake.workload.Workload;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes a workload whose records are made beforehand, from the first put to the file on disk: {@code WriteRun R|D
 * GRANTS CHUNK REPETITIONS OUT [SETTING=VALUE ...]}. Settings are {@code level}, {@code layout}, {@code threads} and
 * {@code memory} in MiB; without them the defaults hold. Prints a line for each repetition, as the Go peer's
 * {@code bench-write} does. The first one runs on a cold JVM; report it apart from the later ones.
 *
 * <p>Neither time nor chance has a part in the file: every run of the same code writes the same bytes. The clock goes
 * on by a step with each call, since records of one instant compress better than those of a sync that takes its time.
 */
public final class WriteRun {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long STEP_NANOS = 7_654_321;
    private static final String RESIDENT_PEAK = "VmHWM:";

    private WriteRun() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 5) {
            System.err.println("usage: WriteRun R|D GRANTS CHUNK REPETITIONS OUT [SETTING=VALUE ...]");
            System.exit(64);
        }
        int grants = Integer.parseInt(args[1]);
        int chunk = Integer.parseInt(args[2]);
        int repetitions = Integer.parseInt(args[3]);
        Path out = Path.of(args[4]);
        WriteOptions options = WriteOptions.defaults().withReplace(true);
        for (int i = 5; i < args.length; i++) {
            options = with(args[i], options);
        }
        Workload workload = args[0].equals("R")
                ? CompanyWorkload.of(grants, Workload.PUBLISHED_SEED)
                : BenchmarkWorkload.of(grants, BenchmarkWorkload.ENTITLEMENTS);
        List<Consumer<SyncWriter>> calls = calls(workload, chunk);
        System.gc();
        long recordsResident = residentPeak();
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            System.gc();
            long cpu = process.getProcessCpuTime();
            long wall = System.nanoTime();
            WrittenSync written;
            try (SyncWriter writer = Grantlake.create(out, NewSync.full(), repeatable(options))) {
                calls.forEach(call -> call.accept(writer));
                written = writer.finish();
            }
            wall = System.nanoTime() - wall;
            cpu = process.getProcessCpuTime() - cpu;
            System.out.printf(
                    Locale.ROOT,
                    "{\"cpu_ns\":%d,\"file_bytes\":%d,\"grants\":%d,\"kind\":\"repetition\",\"max_rss_bytes\":%d,"
                            + "\"records_rss\":%d,\"rep\":%d,\"spilled_bytes\":%d,\"wall_ns\":%d,\"workload\":\"%s\"}%n",
                    cpu,
                    written.sizeBytes(),
                    written.statistics().grants(),
                    residentPeak(),
                    recordsResident,
                    repetition,
                    written.spilledBytes(),
                    wall,
                    args[0]);
        }
    }

    private static WriteOptions with(String setting, WriteOptions options) {
        int equals = setting.indexOf('=');
        String value = setting.substring(equals + 1);
        return switch (setting.substring(0, Math.max(0, equals))) {
            case "level" -> options.withCompressionLevel(Integer.parseInt(value));
            case "layout" -> options.withLayout(TableLayout.valueOf(value));
            case "threads" -> options.withThreads(Integer.parseInt(value));
            case "memory" -> options.withMemoryBytes(Long.parseLong(value) << 20);
            default -> throw new IllegalArgumentException("no setting " + setting);
        };
    }

    private static WriteOptions repeatable(WriteOptions options) {
        AtomicLong calls = new AtomicLong();
        return options.withClock(() -> START.plusNanos(STEP_NANOS * calls.getAndIncrement()))
                .withRandom(new SplitMix64(Workload.PUBLISHED_SEED));
    }

    /** The calls that put a workload, with their records. */
    private static List<Consumer<SyncWriter>> calls(Workload workload, int chunk) {
        List<Consumer<SyncWriter>> calls = new ArrayList<>();
        RecordBatches batches = new RecordBatches(
                chunk == 0 ? Integer.MAX_VALUE : chunk,
                batch -> calls.add(writer -> writer.putResourceTypes(batch)),
                batch -> calls.add(writer -> writer.putResources(batch)),
                batch -> calls.add(writer -> writer.putEntitlements(batch)),
                batch -> calls.add(writer -> writer.putGrants(batch)));
        workload.emit(batches);
        batches.flush();
        return calls;
    }

    /** The largest resident size of this process so far in bytes, as Linux tells it; 0 elsewhere. */
    private static long residentPeak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith(RESIDENT_PEAK)) {
                String kibibytes =
                        line.substring(RESIDENT_PEAK.length()).replace("kB", "").trim();
                return Long.parseLong(kibibytes) << 10;
            }
        }
        return 0;
    }
}
