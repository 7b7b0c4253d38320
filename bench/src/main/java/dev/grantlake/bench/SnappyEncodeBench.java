package dev.grantlake.bench;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.SnappyEncoder;
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
import org.openjdk.jmh.annotations.Warmup;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Snappy over blocks of 32 KiB. An operation is one byte, so operations per microsecond are MB/s.
 *
 * <p>A regression with {@code KEYS} lies in finding and writing copies; with {@code NOISE} in how soon the search gives
 * up, or in literals; with {@code HASHES}, ids with eight bytes of noise behind each as in the index by hashes, in both
 * by turns. Files of the layout for frames are written without Snappy: it shows in databases that are loaded into a
 * folder.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(SnappyEncodeBench.BLOCK_BYTES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnappyEncodeBench {

    static final int BLOCK_BYTES = 32 * 1024;

    /** What a block is full of. */
    public enum Content {
        KEYS,
        HASHES,
        NOISE
    }

    @Param({"KEYS", "HASHES", "NOISE"})
    public Content content = Content.KEYS;

    private final SnappyEncoder encoder = new SnappyEncoder();
    private final byte[] block = new byte[BLOCK_BYTES];
    private final byte[] encoded = new byte[(int) SnappyEncoder.maxLength(BLOCK_BYTES)];

    @Setup
    public void fillBlock() {
        SplittableRandom random = new SplittableRandom(1);
        switch (content) {
            case KEYS -> fill(random, 0);
            case HASHES -> fill(random, Long.BYTES);
            case NOISE -> random.nextBytes(block);
        }
    }

    private void fill(SplittableRandom random, int noiseBytes) {
        byte[] noise = new byte[noiseBytes];
        int at = 0;
        for (int i = 0; at < BLOCK_BYTES; i++) {
            byte[] text = Bytes.utf8("g%04d\0user\0u%06d".formatted(i / 40, i * 7919L % 100_003))
                    .toArray();
            at = append(text, at);
            random.nextBytes(noise);
            at = append(noise, at);
        }
    }

    private int append(byte[] bytes, int at) {
        int length = Math.min(bytes.length, BLOCK_BYTES - at);
        System.arraycopy(bytes, 0, block, at, length);
        return at + length;
    }

    @Benchmark
    public int encode() {
        return encoder.encode(block, 0, BLOCK_BYTES, encoded, 0);
    }
}
