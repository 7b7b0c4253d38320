package dev.grantlake.bench.kv;

import com.sun.management.OperatingSystemMXBean;
import dev.grantlake.workload.SplitMix64;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * One engine through the scenarios: {@code KeyValueRun [--repeat N] ENGINE ENTRIES FOLDER [SCENARIO ...]}, where the
 * engine is grantlake, rocksdb, lmdb or mvstore. Prints a line for each scenario, as the Go peer's {@code bench-kv}
 * does. The folder is emptied. Reading scenarios need the store of {@code fillseq}, {@code overwrite} and
 * {@code deleterange} that of {@code fillrandom}; without a list, all run.
 *
 * <p>What reads is done N times in a row, for the first time and the median of all; what fills is done once. A
 * repetition of {@code deleterange} works on a fresh copy of the store.
 */
public final class KeyValueRun {

    private static final long SEED = 42;
    private static final int SEEK_LENGTH = 10;
    private static final int DELETED_RANGES = 1000;
    private static final int SYNCED_COMMITS = 2000;
    private static final int WARM_ROUNDS = 2;
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    private final int repetitions;
    private final String name;
    private final long entries;
    private final Path folder;
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private KeyValueRun(int repetitions, String name, long entries, Path folder) {
        this.repetitions = repetitions;
        this.name = name;
        this.entries = entries;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        Iterator<String> rest = Arrays.asList(args).iterator();
        boolean repeated = args.length > 0 && args[0].equals("--repeat");
        if (args.length < (repeated ? 5 : 3)) {
            System.err.println(
                    "usage: KeyValueRun [--repeat N] grantlake|rocksdb|lmdb|mvstore ENTRIES FOLDER [SCENARIO ...]");
            System.exit(64);
        }
        int repetitions = 1;
        if (repeated) {
            rest.next();
            repetitions = Integer.parseInt(rest.next());
        }
        KeyValueRun run = new KeyValueRun(repetitions, rest.next(), Long.parseLong(rest.next()), Path.of(rest.next()));
        Set<Scenario> chosen = EnumSet.noneOf(Scenario.class);
        rest.forEachRemaining(each -> chosen.add(Scenario.of(each)));
        for (Scenario scenario : chosen.isEmpty() ? EnumSet.allOf(Scenario.class) : chosen) {
            run.run(scenario);
        }
    }

    private void run(Scenario scenario) throws IOException {
        switch (scenario) {
            case FILL_SEQUENTIAL -> fill(scenario, sequential());
            case OPEN -> open(scenario);
            case READ_SEQUENTIAL -> read(scenario, 1, engine -> engine.scan(Entries.key(0), Long.MAX_VALUE));
            case READ_RANDOM_COLD -> readCold(scenario);
            case READ_RANDOM -> read(scenario, WARM_ROUNDS, engine -> getByChance(engine, readings()));
            case SEEK_RANDOM -> read(scenario, 1, engine -> seekByChance(engine, readings() / 4));
            case FILL_RANDOM -> fill(scenario, random(SEED));
            case OVERWRITE -> overwrite(scenario);
            case DELETE_RANGE -> deleteRanges(scenario);
            case FILL_SYNC_1 -> fillSynced(scenario, 1);
            case FILL_SYNC_8 -> fillSynced(scenario, 8);
            case FILL_SYNC_64 -> fillSynced(scenario, 64);
        }
    }

    /** Numbers of keys, one after the other. */
    private interface Numbers {
        long next();
    }

    private static Numbers sequential() {
        long[] next = new long[1];
        return () -> next[0]++;
    }

    private Numbers random(long seed) {
        SplitMix64 random = new SplitMix64(seed);
        return () -> Long.remainderUnsigned(random.nextLong(), entries);
    }

    private long readings() {
        return Math.min(entries, 1_000_000);
    }

    private void fill(Scenario scenario, Numbers numbers) throws IOException {
        Path store = fresh(storeOf(scenario));
        try (Engine engine = Engine.open(name, store)) {
            Clock clock = new Clock();
            clock.start();
            put(engine, numbers);
            clock.stop();
            engine.settle();
            clock.report(scenario, entries, store, null);
        }
    }

    private void put(Engine engine, Numbers numbers) {
        Entries values = new Entries();
        for (long i = 0; i < entries; i++) {
            engine.put(Entries.key(numbers.next()), values.value(), false);
        }
    }

    private void open(Scenario scenario) throws IOException {
        Path store = storeOf(scenario);
        Clock clock = new Clock();
        for (int i = 0; i < repetitions; i++) {
            clock.start();
            try (Engine engine = Engine.open(name, store)) {
                require(1, engine.scan(Entries.key(entries / 2), 1));
                clock.stop();
            }
        }
        clock.report(scenario, 1, store, null);
    }

    /** An amount of reading, and how many entries it found. */
    private interface Reading {
        long read(Engine engine);
    }

    /** Reads some rounds that do not count, and then as many as are asked for. */
    private void read(Scenario scenario, int rounds, Reading reading) throws IOException {
        Path store = storeOf(scenario);
        try (Engine engine = Engine.open(name, store)) {
            for (int i = 0; i < rounds; i++) {
                reading.read(engine);
            }
            Clock clock = new Clock();
            long found = 0;
            for (int i = 0; i < repetitions; i++) {
                clock.start();
                found = reading.read(engine);
                clock.stop();
            }
            clock.report(scenario, found, store, null);
        }
    }

    private void readCold(Scenario scenario) throws IOException {
        Path store = storeOf(scenario);
        long found = 0;
        Clock clock = new Clock();
        for (int i = 0; i < repetitions; i++) {
            if (Files.isWritable(DROP_CACHES)) {
                Files.writeString(DROP_CACHES, "1");
            }
            clock.start();
            try (Engine engine = Engine.open(name, store)) {
                found = getByChance(engine, readings() / 10);
                clock.stop();
            }
        }
        clock.report(scenario, found, store, null);
    }

    private long getByChance(Engine engine, long count) {
        Numbers numbers = random(SEED + 1);
        long found = 0;
        for (long i = 0; i < count; i++) {
            if (engine.get(Entries.key(numbers.next())) == Entries.VALUE_BYTES) {
                found++;
            }
        }
        return require(count, found);
    }

    private long seekByChance(Engine engine, long count) {
        Numbers numbers = random(SEED + 2);
        for (long i = 0; i < count; i++) {
            engine.scan(Entries.key(numbers.next()), SEEK_LENGTH);
        }
        return count;
    }

    private void overwrite(Scenario scenario) throws IOException {
        Path store = storeOf(scenario);
        try (Engine engine = Engine.open(name, store)) {
            Clock clock = new Clock();
            clock.start();
            put(engine, random(SEED + 3));
            clock.stop();
            engine.settle();
            clock.report(scenario, entries, store, null);
        }
    }

    private void deleteRanges(Scenario scenario) throws IOException {
        Path copy = folder.resolve("copy");
        long step = Math.max(2, entries / DELETED_RANGES);
        Clock clock = new Clock();
        for (int i = 0; i < repetitions; i++) {
            copyFiles(storeOf(scenario), fresh(copy));
            try (Engine engine = Engine.open(name, copy)) {
                long before = engine.scan(Entries.key(0), Long.MAX_VALUE);
                clock.start();
                for (long from = 0; from + step <= entries; from += step) {
                    engine.deleteRange(Entries.key(from), Entries.key(from + step / 2));
                }
                long left = engine.scan(Entries.key(0), Long.MAX_VALUE);
                clock.stop();
                if (left >= before * 3 / 4) {
                    throw new IllegalStateException(left + " entries of " + before + " are left");
                }
            }
        }
        clock.report(scenario, entries / step, copy, null);
    }

    private void fillSynced(Scenario scenario, int threads) throws IOException {
        Path store = fresh(storeOf(scenario));
        int each = SYNCED_COMMITS / (threads == 1 ? 1 : 2);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (Engine engine = Engine.open(name, store)) {
            List<Future<long[]>> running = new ArrayList<>();
            Clock clock = new Clock();
            clock.start();
            for (int thread = 0; thread < threads; thread++) {
                Numbers numbers = random(SEED + thread);
                running.add(workers.submit(() -> putSynced(engine, numbers, each)));
            }
            long[][] times = new long[threads][];
            for (int thread = 0; thread < threads; thread++) {
                times[thread] = running.get(thread).get();
            }
            clock.stop();
            clock.report(scenario, (long) threads * each, store, new Latencies(times));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            workers.shutdownNow();
        }
    }

    private static long[] putSynced(Engine engine, Numbers numbers, int count) {
        Entries values = new Entries();
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            engine.put(Entries.key(numbers.next()), values.value(), true);
            times[i] = System.nanoTime() - began;
        }
        return times;
    }

    private static long require(long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException(found + " entries found, not " + expected);
        }
        return found;
    }

    private Path storeOf(Scenario scenario) {
        return folder.resolve(
                switch (scenario) {
                    case FILL_SEQUENTIAL, OPEN, READ_SEQUENTIAL, READ_RANDOM_COLD, READ_RANDOM, SEEK_RANDOM ->
                        "sequential";
                    case FILL_RANDOM, OVERWRITE, DELETE_RANGE -> "random";
                    case FILL_SYNC_1, FILL_SYNC_8, FILL_SYNC_64 -> "synced";
                });
    }

    private static Path fresh(Path store) throws IOException {
        Files.createDirectories(store);
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return store;
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static long bytesIn(Path store) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /** The peak of this process so far in bytes, as Linux tells it; 0 elsewhere. */
    private static long residentPeak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    /** The times and the processor times of the repetitions of one scenario. */
    private final class Clock {

        private final List<Long> cpu = new ArrayList<>();
        private final List<Long> wall = new ArrayList<>();
        private long cpuAtStart;
        private long wallAtStart;

        void start() {
            cpuAtStart = process.getProcessCpuTime();
            wallAtStart = System.nanoTime();
        }

        void stop() {
            wall.add(System.nanoTime() - wallAtStart);
            cpu.add(process.getProcessCpuTime() - cpuAtStart);
        }

        private static long median(List<Long> times) {
            return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
        }

        void report(Scenario scenario, long operations, Path store, @org.jspecify.annotations.Nullable Latencies times)
                throws IOException {
            String latencies = times == null
                    ? ""
                    : "\"p50_ns\":%d,\"p99_ns\":%d,\"p999_ns\":%d,"
                            .formatted(times.perMille(500), times.perMille(990), times.perMille(999));
            System.out.printf(
                    Locale.ROOT,
                    "{\"cpu_ns\":%d,\"disk_bytes\":%d,\"engine\":\"%s\",\"entries\":%d,\"first_wall_ns\":%d,"
                            + "\"max_rss_bytes\":%d,\"operations\":%d,%s\"scenario\":\"%s\",\"wall_ns\":%d}%n",
                    median(cpu),
                    bytesIn(store),
                    name,
                    entries,
                    wall.get(0),
                    residentPeak(),
                    operations,
                    latencies,
                    scenario,
                    median(wall));
        }
    }
}
