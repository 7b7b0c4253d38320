package dev.grantlake.bench;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.Location;
import dev.grantlake.base.Snappy;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.Zstd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What every block of a table costs before its first key is seen: checksum and decompression of 32 KiB of grant keys;
 * and what its compression by zstd costs ({@link SnappyEncodeBench} has the other). An operation is one byte, so
 * operations per microsecond are MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(BlockBench.BLOCK_BYTES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BlockBench {

    static final int BLOCK_BYTES = 32 * 1024;

    private static final int ZSTD_LEVEL = 3;
    private static final Location WHERE = Location.of("bench", "block");

    private final byte[] raw = grantKeys();
    private final byte[] target = new byte[BLOCK_BYTES];
    private final Bytes snappy = snappy(raw);
    private final Bytes zstd = Bytes.wrap(Zstd.compress(Bytes.wrap(raw), ZSTD_LEVEL));

    private static byte[] grantKeys() {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; keys.length() < BLOCK_BYTES; i++) {
            keys.append("group\0g%04d\0member\0user\0u%06d\0".formatted(i / 40, i * 7919L % 100_003));
        }
        return Bytes.utf8(keys.substring(0, BLOCK_BYTES)).toArray();
    }

    private static Bytes snappy(byte[] raw) {
        try {
            return Bytes.wrap(org.xerial.snappy.Snappy.compress(raw));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public int crc32c() {
        return Crc32c.masked(raw, 0, BLOCK_BYTES);
    }

    @Benchmark
    public long xxHash64() {
        return XxHash64.of(raw);
    }

    @Benchmark
    public byte[] snappyDecode() {
        Snappy.decode(snappy, target, 0, BLOCK_BYTES, WHERE);
        return target;
    }

    @Benchmark
    public byte[] zstdDecode() {
        return Zstd.decompress(zstd, BLOCK_BYTES, BLOCK_BYTES, WHERE);
    }

    @Benchmark
    public byte[] zstdEncode() {
        return Zstd.compressUnchecked(Bytes.wrap(raw), ZSTD_LEVEL);
    }
}
