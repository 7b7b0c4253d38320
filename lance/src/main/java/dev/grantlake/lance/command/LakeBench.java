package dev.grantlake.lance.command;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lance.LanceLake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Measures a lake of its own in a folder, which it leaves behind. */
final class LakeBench {

    private static final int SEED = 1;
    private static final int MOST_COMMITS = 20_000;
    private static final int MOST_READS = 20_000;
    private static final int ROWS_PER_TRANSACTION = 1000;

    private final Path folder;
    private final int rows;
    private final byte[] noise;
    private final int valueBytes;
    private final List<Scenario> found = new ArrayList<>();

    LakeBench(Path folder, int rows, int valueBytes) {
        this.folder = folder;
        this.rows = rows;
        this.valueBytes = valueBytes;
        this.noise = new byte[valueBytes + (1 << 16)];
        new Random(SEED).nextBytes(noise);
    }

    /** All scenarios, in their order. */
    List<Scenario> run() {
        // Nothing is flushed between: where it is read from is part of what is measured.
        LakeOptions manual = LakeOptions.PRODUCTION.toBuilder()
                .flusherEnabled(false)
                .memtables(4L << 30, 2)
                .build();
        int commits = Math.min(rows, MOST_COMMITS);
        int reads = Math.min(rows, MOST_READS);
        try (Lake lake = LanceLake.open(folder, manual)) {
            commits(lake, "durable commits, 1 thread", commits, 1, Durability.SYNC);
            commits(lake, "durable commits, 8 threads", commits, 8, Durability.SYNC);
            commits(lake, "durable commits, 64 threads", commits, 64, Durability.SYNC);
            commits(lake, "buffered commits, 1 thread", commits, 1, Durability.BUFFERED);
            reads(lake, "get, in memory", Math.min(reads, commits), i -> key(i % commits));
            long began = System.nanoTime();
            fill(lake);
            found.add(Scenario.whole("rows in transactions of 1000", rows, System.nanoTime() - began));
            began = System.nanoTime();
            lake.flush();
            found.add(Scenario.whole("flush, rows", rows, System.nanoTime() - began));
        }
        long began = System.nanoTime();
        try (Lake lake = LanceLake.open(folder, manual)) {
            found.add(Scenario.whole("open", 1, System.nanoTime() - began));
            Random random = new Random(SEED);
            int[] picks = random.ints(reads, 0, rows).toArray();
            reads(lake, "get, first time", reads, i -> key(picks[i]));
            reads(lake, "get, again", reads, i -> key(picks[i]));
            reads(lake, "get, absent", reads, i -> Bytes.utf8(String.format("key%012dx", picks[i])));
            scan(lake);
        }
        return found;
    }

    private void commits(Lake lake, String name, int count, int threads, Durability durability) {
        long[] durations = new long[count];
        long began = System.nanoTime();
        inThreads(threads, thread -> {
            for (int i = thread; i < count; i += threads) {
                long start = System.nanoTime();
                try (Transaction transaction = lake.begin(true)) {
                    transaction.set(key(i), value(i));
                    transaction.commit(durability);
                }
                durations[i] = System.nanoTime() - start;
            }
        });
        found.add(Scenario.of(name, System.nanoTime() - began, durations));
    }

    private void fill(Lake lake) {
        for (int from = 0; from < rows; from += ROWS_PER_TRANSACTION) {
            try (Transaction transaction = lake.begin(true)) {
                for (int i = from; i < Math.min(rows, from + ROWS_PER_TRANSACTION); i++) {
                    transaction.set(key(i), value(i));
                }
                transaction.commit(Durability.BUFFERED);
            }
        }
    }

    private void reads(Lake lake, String name, int count, IntFunction<Bytes> keys) {
        long[] durations = new long[count];
        long began = System.nanoTime();
        try (Transaction reading = lake.begin(false)) {
            for (int i = 0; i < count; i++) {
                Bytes key = keys.apply(i);
                long start = System.nanoTime();
                reading.get(key);
                durations[i] = System.nanoTime() - start;
            }
        }
        found.add(Scenario.of(name, System.nanoTime() - began, durations));
    }

    private void scan(Lake lake) {
        long began = System.nanoTime();
        long seen = 0;
        try (Transaction reading = lake.begin(false);
                Cursor cursor = reading.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                seen++;
            }
        }
        found.add(Scenario.whole("scan, rows", seen, System.nanoTime() - began));
    }

    private static void inThreads(int threads, IntConsumer work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CompletableFuture<?>[] running = new CompletableFuture<?>[threads];
            Arrays.setAll(running, thread -> CompletableFuture.runAsync(() -> work.accept(thread), pool));
            CompletableFuture.allOf(running).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            pool.shutdown();
        }
    }

    private static Bytes key(int i) {
        return Bytes.utf8(String.format("key%012d", i));
    }

    private Bytes value(int i) {
        return Bytes.wrap(noise, (i * 31) & 0xffff, valueBytes);
    }
}
