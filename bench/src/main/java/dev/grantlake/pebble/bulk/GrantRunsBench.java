package dev.grantlake.pebble.bulk;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * From the order in which a million ordinary grants were put to the order of their keys; an operation is one grant.
 * Each step contains the one before, so the cost of a step is a difference: {@code log} keeps the grants, {@code sort}
 * also sorts them. {@code walk} stands for itself: it goes through what is sorted.
 *
 * <p>With {@code AMPLE} memory a regression in {@code sort} lies in packing ranks or in the radix sort, and one in
 * {@code walk} in the cursor over arrays. With {@code LEAST} everything goes through scratch files, eight runs of them:
 * what is slower only there lies in the encoding of batches and runs, in their files, or in the merge. A sync walks
 * twice: once for the grants, once for the index by hashes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(GrantRunsBench.GRANTS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GrantRunsBench {

    static final int GRANTS = 1_000_000;

    private static final int ENTITLEMENTS = 5_000;
    private static final int PRINCIPALS = 100_000;
    private static final int PRINCIPAL_BITS = 17;
    private static final byte[] ORDINARY = {};

    @Param({"AMPLE", "LEAST"})
    public ScratchFolder.Memory memory = ScratchFolder.Memory.AMPLE;

    private final int[] entitlementRanks = new int[ENTITLEMENTS];
    private final int[] principalRanks = new int[PRINCIPALS];
    private final int[] entitlements = new int[GRANTS];
    private final int[] principals = new int[GRANTS];
    private GrantLog walkedLog;
    private GrantRuns walkedRuns;

    @Setup
    public void makeGrants(ScratchFolder folder) {
        SplittableRandom random = new SplittableRandom(1);
        shuffle(entitlementRanks, random);
        shuffle(principalRanks, random);
        for (int i = 0; i < GRANTS; i++) {
            entitlements[i] = random.nextInt(ENTITLEMENTS);
            principals[i] = random.nextInt(PRINCIPALS);
        }
        walkedLog = filled(folder);
        walkedRuns = sorted(walkedLog, folder);
    }

    private static void shuffle(int[] ranks, SplittableRandom random) {
        for (int i = 0; i < ranks.length; i++) {
            int at = random.nextInt(i + 1);
            ranks[i] = ranks[at];
            ranks[at] = i;
        }
    }

    @TearDown
    public void close() {
        walkedRuns.close();
        walkedLog.close();
    }

    private GrantLog filled(ScratchFolder folder) {
        GrantLog log = new GrantLog(folder.path(), memory.bytes);
        for (int i = 0; i < GRANTS; i++) {
            log.add(entitlements[i], principals[i], 0, ORDINARY, 0, 0);
        }
        return log;
    }

    private GrantRuns sorted(GrantLog log, ScratchFolder folder) {
        return GrantRuns.of(
                log, entitlementRanks, principalRanks, PRINCIPAL_BITS, folder.path(), memory.bytes, new Cancellation());
    }

    @Benchmark
    public long log(ScratchFolder folder) {
        try (GrantLog log = filled(folder)) {
            return log.rows();
        }
    }

    @Benchmark
    public long sort(ScratchFolder folder) {
        try (GrantLog log = filled(folder);
                GrantRuns runs = sorted(log, folder)) {
            return runs.spilledBytes();
        }
    }

    @Benchmark
    public long walk() {
        long sum = 0;
        for (PackedCursor cursor = walkedRuns.cursor(); cursor.next(); ) {
            sum += cursor.key() + cursor.time() + cursor.remainderLength();
        }
        return sum;
    }
}
