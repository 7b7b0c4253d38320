package dev.grantlake.bench.lake;

import dev.grantlake.bench.kv.Engine;
import dev.grantlake.bench.kv.Entries;
import org.lance.JniLoader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One store through the scenarios: {@code LakeRun ENGINE ROWS SECONDS FOLDER SCENARIO ...}, where the engine is lake,
 * lance-append, lance-merge, or one that {@link Engine#open} knows. Prints a line for each scenario. No scenario makes
 * calls for more than the given time, but those on a store as a whole. The folder is emptied.
 */
public final class LakeRun {

    private static final int REFERENCE_BYTES = 64;
    private static final int REFERENCE_COMMITS = 5_000;
    private static final int REFERENCE_WRITERS = 8;
    private static final int REFERENCE_COMMITS_EACH = 1_000;
    private static final int REFERENCE_READS = 50_000;
    private static final int ROWS_OF_A_FLUSH = 50_000;
    private static final int ROWS_OF_A_COMMIT = 1_000;
    private static final int WINDOW = 199;
    private static final int WINDOWS = 10;
    private static final int LATE = 100_000;
    private static final int READS = 200_000;
    private static final int COLD_READS = 500;
    private static final int REPETITIONS = 5;
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    /** Odd and no multiple of five, so that it reaches each number below a power of ten. */
    private static final long STEP = 7_368_787;

    private static final long NUMBERS = 1_000_000_000_000L;

    private final String name;
    private final long rows;
    private final Duration time;
    private final Path folder;
    private final Report report;

    private LakeRun(String name, long rows, Duration time, Path folder) {
        this.name = name;
        this.rows = rows;
        this.time = time;
        this.folder = folder;
        this.report = new Report(name);
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 5) {
            System.err.println("usage: LakeRun ENGINE ROWS SECONDS FOLDER SCENARIO ...");
            System.exit(64);
        }
        LakeRun run = new LakeRun(
                args[0], Long.parseLong(args[1]), Duration.ofSeconds(Long.parseLong(args[2])), Path.of(args[3]));
        Set<Scenario> chosen = EnumSet.noneOf(Scenario.class);
        List.of(args).subList(4, args.length).forEach(each -> chosen.add(Scenario.of(each)));
        if (Store.needsLibrary(args[0])) {
            run.library();
        }
        for (Scenario scenario : chosen) {
            run.run(scenario);
        }
    }

    private void run(Scenario scenario) throws IOException {
        report.begin();
        switch (scenario) {
            case REFERENCE_COMMITS -> reference(scenario, 1, REFERENCE_COMMITS);
            case REFERENCE_WRITERS -> reference(scenario, REFERENCE_WRITERS, REFERENCE_COMMITS_EACH);
            case REFERENCE_READS -> referenceReads(scenario);
            case DURABLE_1 -> commits(scenario, 1, true);
            case DURABLE_8 -> commits(scenario, 8, true);
            case DURABLE_64 -> commits(scenario, 64, true);
            case BUFFERED_1 -> commits(scenario, 1, false);
            case BUFFERED_8 -> commits(scenario, 8, false);
            case DURABLE_1_ROWS_10 -> commitsOfTen(scenario, true);
            case BUFFERED_1_ROWS_10 -> commitsOfTen(scenario, false);
            case AGE -> age(scenario);
            case FILL -> fill();
            case FLUSH -> {}
            case OPEN -> open(scenario);
            case GET_COLD -> getApart(scenario, true);
            case GET_UNCACHED -> getApart(scenario, false);
            case GET_CACHED -> getCached(scenario);
            case GET_ABSENT -> getAbsent(scenario);
            case SCAN, SCAN_COMPACTED -> walk(scenario, LakeRun::scan);
            case SCAN_KEYS, SCAN_KEYS_COMPACTED ->
                walk(scenario, engine -> store(engine).scanKeys());
            case COMPACT -> compact(scenario);
            case SCAN_UNORDERED -> walk(scenario, engine -> lance(engine).scanUnordered());
            case DURABLE_1_FULL -> commitsToFull(scenario);
            case GET_INDEXED -> getIndexed(scenario);
        }
    }

    /** What the first store of a process takes, whatever is in it: before all else, so that no scenario pays for it. */
    private void library() throws IOException {
        report.begin();
        long began = System.nanoTime();
        JniLoader.ensureLoaded();
        Store.open(name, fresh("empty"), true).close();
        report.print("library", 1, System.nanoTime() - began, Map.of());
    }

    private void reference(Scenario scenario, int writers, int each) throws IOException {
        try (Engine engine = Store.open(name, fresh(scenario.toString()), false)) {
            report.calls(
                    scenario.toString(),
                    Calls.run(
                            writers,
                            (long) writers * each,
                            time.multipliedBy(2),
                            number -> engine.put(Entries.key(number), shortValue(number), true)));
        }
    }

    private static byte[] shortValue(long number) {
        return Arrays.copyOf(Values.of(number), REFERENCE_BYTES);
    }

    private void referenceReads(Scenario scenario) throws IOException {
        try (Engine engine = Store.open(name, fresh("reference-reads"), true)) {
            if (engine instanceof Store store) {
                byte[][] keys = keys(0, REFERENCE_COMMITS, number -> number);
                byte[][] values = LongStream.range(0, REFERENCE_COMMITS)
                        .mapToObj(LakeRun::shortValue)
                        .toArray(byte[][]::new);
                store.putAll(keys, values, false);
            } else {
                for (long i = 0; i < REFERENCE_COMMITS; i++) {
                    engine.put(Entries.key(i), shortValue(i), false);
                }
            }
            if (engine instanceof LanceStore lance) {
                lance.settle();
            }
            report.calls(scenario.toString(), Calls.run(1, REFERENCE_READS, time, number -> {
                require(REFERENCE_BYTES, engine.get(Entries.key(number * STEP % REFERENCE_COMMITS)));
            }));
        }
    }

    private void commits(Scenario scenario, int writers, boolean durable) throws IOException {
        try (Engine engine = Store.open(name, fresh(scenario.toString()), false)) {
            Calls.Call call = number -> engine.put(Entries.key(number * STEP % NUMBERS), Values.of(number), durable);
            Calls warm = Calls.run(writers, Long.MAX_VALUE, time.dividedBy(3), call);
            report.begin();
            report.calls(
                    scenario.toString(),
                    Calls.run(writers, Long.MAX_VALUE, time, number -> call.run(number + warm.count() + writers)));
        }
    }

    private void commitsOfTen(Scenario scenario, boolean durable) throws IOException {
        try (Store store = store(Store.open(name, fresh(scenario.toString()), false))) {
            report.calls(scenario.toString(), Calls.run(1, Long.MAX_VALUE, time, number -> {
                store.putAll(keys(10 * number, 10, i -> i * STEP % NUMBERS), values(10 * number, 10), durable);
            }));
        }
    }

    /** The same windows of several stores in the beginning and of one store in the end: a disk has its moods. */
    private void age(Scenario scenario) throws IOException {
        List<Long> early = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        do {
            try (Engine engine = Store.open(name, fresh(scenario.toString()), false)) {
                early.add(durable(engine, WINDOW, time).median(0, WINDOW));
            }
        } while (early.size() < WINDOWS && System.nanoTime() < end);
        try (Engine engine = Store.open(name, fresh(scenario.toString()), false)) {
            Calls calls = durable(engine, LATE + WINDOW / 2, time.multipliedBy(engine instanceof LanceStore ? 3 : 10));
            int count = (int) calls.count();
            List<Long> late = new ArrayList<>();
            for (int i = 0; i < early.size(); i++) {
                late.add(calls.median(Math.max(0, count - (i + 1) * WINDOW), Math.max(1, count - i * WINDOW)));
            }
            Map<String, Long> numbers = Report.latencies(calls);
            numbers.put("early_p50_ns", median(early));
            numbers.put("late_p50_ns", median(late));
            report.print(scenario.toString(), count, calls.nanos(), numbers);
        }
    }

    private static Calls durable(Engine engine, long count, Duration most) {
        return Calls.run(
                1, count, most, number -> engine.put(Entries.key(number * STEP % NUMBERS), Values.of(number), true));
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }

    /** The number of an entry by its place in the order in which they are written. */
    private long shuffled(long place) {
        return place * STEP % rows;
    }

    private void fill() throws IOException {
        long filling = 0;
        long flushing = 0;
        try (Engine engine = Store.open(name, fresh("full"), true)) {
            long part = engine instanceof Store ? ROWS_OF_A_FLUSH : rows;
            for (long from = 0; from < rows; from += part) {
                long began = System.nanoTime();
                put(engine, from, Math.min(part, rows - from));
                long filled = System.nanoTime();
                engine.settle();
                filling += filled - began;
                flushing += System.nanoTime() - filled;
            }
        }
        report.print(Scenario.FILL.toString(), rows, filling, Map.of());
        report.print(Scenario.FLUSH.toString(), rows, flushing, Map.of());
    }

    private void put(Engine engine, long from, long count) {
        if (!(engine instanceof Store store)) {
            for (long i = from; i < from + count; i++) {
                engine.put(Entries.key(shuffled(i)), Values.of(i), false);
            }
            return;
        }
        // To the library a commit is a version, so it gets them all at once.
        boolean plain = engine instanceof LanceStore;
        int each = plain ? ROWS_OF_A_FLUSH : ROWS_OF_A_COMMIT;
        for (long i = from; i < from + count; i += each) {
            int size = (int) Math.min(each, from + count - i);
            store.putAll(keys(i, size, this::shuffled), values(i, size), plain);
        }
    }

    private static byte[][] keys(long from, int count, LongUnaryOperator numbers) {
        return LongStream.range(from, from + count)
                .mapToObj(place -> Entries.key(numbers.applyAsLong(place)))
                .toArray(byte[][]::new);
    }

    private static byte[][] values(long from, int count) {
        return LongStream.range(from, from + count).mapToObj(Values::of).toArray(byte[][]::new);
    }

    /** The store as it was filled: nothing is compacted behind our back. */
    private Engine openFull() {
        return Store.open(name, folder.resolve("full"), true);
    }

    private void open(Scenario scenario) throws IOException {
        long[] times = new long[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            long began = System.nanoTime();
            try (Engine engine = openFull()) {
                require(Entries.VALUE_BYTES, engine.get(Entries.key(rows / 2)));
                times[i] = System.nanoTime() - began;
            }
        }
        long first = times[0];
        Arrays.sort(times);
        report.print(scenario.toString(), 1, times[REPETITIONS / 2], Map.of("first_ns", first));
    }

    private void getApart(Scenario scenario, boolean cold) throws IOException {
        // The JVM has to know the way before a block is read for the first time.
        try (Engine engine = openFull()) {
            getApart(engine);
        }
        try (Engine engine = openFull()) {
            if (cold) {
                dropCaches();
            }
            report.calls(scenario.toString(), getApart(engine));
        }
    }

    private Calls getApart(Engine engine) {
        long apart = rows / COLD_READS;
        return Calls.run(
                1,
                COLD_READS,
                time,
                number -> require(Entries.VALUE_BYTES, engine.get(Entries.key(number * STEP % COLD_READS * apart))));
    }

    private static void dropCaches() throws IOException {
        if (!Files.isWritable(DROP_CACHES)) {
            throw new IllegalStateException("the system's cache cannot be emptied: " + DROP_CACHES);
        }
        try {
            // Only what is on disk can be dropped.
            new ProcessBuilder("sync").start().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Files.writeString(DROP_CACHES, "1");
    }

    /** Of a hundredth of the entries, so that each store has the memory for them. */
    private void getCached(Scenario scenario) throws IOException {
        try (Engine engine = openFull()) {
            long few = rows / 100;
            Calls.Call call = number -> require(Entries.VALUE_BYTES, engine.get(Entries.key(number * STEP % few)));
            Calls.run(1, READS, time, call);
            report.calls(scenario.toString(), Calls.run(1, READS, time, call));
        }
    }

    private void getAbsent(Scenario scenario) throws IOException {
        try (Engine engine = openFull()) {
            Calls.Call call = number -> require(-1, engine.get(absent(shuffled(number))));
            Calls.run(1, READS, time.dividedBy(3), call);
            report.calls(scenario.toString(), Calls.run(1, READS, time, call));
        }
    }

    private static byte[] absent(long number) {
        return Arrays.copyOf(Entries.key(number), Entries.KEY_BYTES + 1);
    }

    private static long scan(Engine engine) {
        return engine instanceof Store store ? store.scanAll() : engine.scan(Entries.key(0), Long.MAX_VALUE);
    }

    private void walk(Scenario scenario, ToLongFunction<Engine> walk) throws IOException {
        try (Engine engine = openFull()) {
            long[] times = new long[REPETITIONS];
            for (int i = 0; i < REPETITIONS; i++) {
                long began = System.nanoTime();
                require(rows, walk.applyAsLong(engine));
                times[i] = System.nanoTime() - began;
            }
            long first = times[0];
            Arrays.sort(times);
            report.print(scenario.toString(), rows, times[REPETITIONS / 2], Map.of("first_ns", first));
        }
    }

    private void compact(Scenario scenario) throws IOException {
        try (Store store = store(openFull())) {
            long began = System.nanoTime();
            store.compact();
            report.print(scenario.toString(), rows, System.nanoTime() - began, Map.of());
        }
    }

    private void commitsToFull(Scenario scenario) throws IOException {
        try (Engine engine = Store.open(name, folder.resolve("full"), false)) {
            report.calls(scenario.toString(), Calls.run(1, Long.MAX_VALUE, time, number -> {
                engine.put(Entries.key(shuffled(number)), Values.of(number), true);
            }));
        }
    }

    private void getIndexed(Scenario scenario) throws IOException {
        try (Engine engine = openFull()) {
            lance(engine).index();
            report.begin();
            report.calls(scenario.toString(), Calls.run(1, READS, time, number -> {
                require(Entries.VALUE_BYTES, engine.get(Entries.key(shuffled(number))));
            }));
        }
    }

    private Store store(Engine engine) {
        if (engine instanceof Store store) {
            return store;
        }
        throw new IllegalArgumentException(name + " is not asked for that");
    }

    private LanceStore lance(Engine engine) {
        if (engine instanceof LanceStore lance) {
            return lance;
        }
        throw new IllegalArgumentException(name + " is not asked for that");
    }

    private static void require(long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException(found + " found, not " + expected);
        }
    }

    private Path fresh(String store) throws IOException {
        Path path = folder.resolve(store);
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file :
                        files.sorted((one, other) -> other.compareTo(one)).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(path);
    }
}
