package dev.grantlake.bench.peer;

import com.sun.management.OperatingSystemMXBean;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.workload.BenchmarkWorkload;
import dev.grantlake.workload.CompanyWorkload;
import dev.grantlake.workload.RecordSink;
import dev.grantlake.workload.Workload;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Writes a workload whose records are made beforehand, from the first put to the file on disk: {@code WriteRun R|D
 * GRANTS CHUNK REPETITIONS OUT [LEVEL [FRAMES|BLOCKS]]}. Prints a line for each repetition, as the Go peer's
 * {@code bench-write} does. The first one runs on a cold JVM; report it apart from the later ones.
 */
public final class WriteRun {

    private static final String RESIDENT_PEAK = "VmHWM:";

    private WriteRun() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 5) {
            System.err.println("usage: WriteRun R|D GRANTS CHUNK REPETITIONS OUT [LEVEL [FRAMES|BLOCKS]]");
            System.exit(64);
        }
        int grants = Integer.parseInt(args[1]);
        int chunk = Integer.parseInt(args[2]);
        int repetitions = Integer.parseInt(args[3]);
        Path out = Path.of(args[4]);
        WriteOptions options = WriteOptions.defaults().withReplace(true);
        if (args.length > 5) {
            options = options.withCompressionLevel(Integer.parseInt(args[5]));
        }
        if (args.length > 6) {
            options = options.withLayout(TableLayout.valueOf(args[6]));
        }
        Workload workload = args[0].equals("R")
                ? CompanyWorkload.of(grants, Workload.PUBLISHED_SEED)
                : BenchmarkWorkload.of(grants, BenchmarkWorkload.ENTITLEMENTS);
        Held held = new Held();
        workload.emit(held);
        System.gc();
        long recordsResident = residentPeak();
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            System.gc();
            long cpu = process.getProcessCpuTime();
            long wall = System.nanoTime();
            WrittenSync written;
            try (SyncWriter writer = Grantlake.create(out, NewSync.full(), options)) {
                put(held.resourceTypes, chunk, writer::putResourceTypes);
                put(held.resources, chunk, writer::putResources);
                put(held.entitlements, chunk, writer::putEntitlements);
                put(held.grants, chunk, writer::putGrants);
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

    private static <T> void put(List<T> records, int chunk, Consumer<Iterable<T>> call) {
        int step = chunk == 0 ? Math.max(1, records.size()) : chunk;
        for (int from = 0; from < records.size(); from += step) {
            call.accept(records.subList(from, Math.min(records.size(), from + step)));
        }
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

    private static final class Held implements RecordSink {

        private final List<ResourceType> resourceTypes = new ArrayList<>();
        private final List<Resource> resources = new ArrayList<>();
        private final List<Entitlement> entitlements = new ArrayList<>();
        private final List<Grant> grants = new ArrayList<>();

        @Override
        public void resourceType(ResourceType resourceType) {
            resourceTypes.add(resourceType);
        }

        @Override
        public void resource(Resource resource) {
            resources.add(resource);
        }

        @Override
        public void entitlement(Entitlement entitlement) {
            entitlements.add(entitlement);
        }

        @Override
        public void grant(Grant grant) {
            grants.add(grant);
        }
    }
}
