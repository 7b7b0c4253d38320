package dev.grantlake.bench;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.GrantHash;
import dev.grantlake.records.key.IndexSplices;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.RowKeys;
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
import org.openjdk.jmh.infra.Blackhole;

import java.util.concurrent.TimeUnit;

/**
 * Making keys of 1,000 identities; an operation is one key.
 *
 * <p>A regression in {@code resource}, {@code entitlement} or {@code principal} lies in the escaping of components and
 * is paid once for each resource, entitlement and different principal; {@code escaped} tells whether ids that need
 * escaping suffer alone. One in {@code byPrincipal} or {@code byHash} lies in the splicing of index entries and is paid
 * for every grant.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(KeyEncodeBench.KEYS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyEncodeBench {

    static final int KEYS = 1_000;

    private static final Bytes GROUP = Bytes.utf8("group");
    private static final Bytes USER = Bytes.utf8("user");

    @Param({"false", "true"})
    public boolean escaped = false;

    private final Bytes[] groups = new Bytes[KEYS];
    private final Bytes[] users = new Bytes[KEYS];
    private final Bytes[] entitlementIds = new Bytes[KEYS];
    private final Bytes[] entitlements = new Bytes[KEYS];
    private final Bytes[] principals = new Bytes[KEYS];
    private final ByteSink sink = new ByteSink(256);

    @Setup
    public void makeIds() {
        char mark = escaped ? '\0' : '-';
        for (int i = 0; i < KEYS; i++) {
            String group = "g%04d%cx".formatted(i, mark);
            groups[i] = Bytes.utf8(group);
            users[i] = Bytes.utf8("u%c%06d".formatted(mark, i * 7919L % 100_003));
            entitlementIds[i] = Bytes.utf8("group:" + group + ":member");
            RowKeys.identity(GROUP, groups[i], entitlementIds[i], sink.clear());
            entitlements[i] = sink.toBytes();
            RowKeys.pair(USER, users[i], sink.clear());
            principals[i] = sink.toBytes();
        }
    }

    @Benchmark
    public void resource(Blackhole hole) {
        for (Bytes user : users) {
            RowKeys.pair(KeyFamily.RESOURCE, USER, user, sink.clear());
            hole.consume(sink.size());
        }
    }

    @Benchmark
    public void entitlement(Blackhole hole) {
        for (int i = 0; i < KEYS; i++) {
            RowKeys.identity(GROUP, groups[i], entitlementIds[i], sink.clear());
            hole.consume(sink.size());
        }
    }

    @Benchmark
    public void principal(Blackhole hole) {
        for (Bytes user : users) {
            RowKeys.pair(USER, user, sink.clear());
            hole.consume(sink.size());
        }
    }

    @Benchmark
    public void byPrincipal(Blackhole hole) {
        for (int i = 0; i < KEYS; i++) {
            IndexSplices.byPrincipal(entitlements[i], principals[i], sink.clear());
            hole.consume(sink.size());
        }
    }

    /** With the hash of the principal, which is part of the key. */
    @Benchmark
    public void byHash(Blackhole hole) {
        for (int i = 0; i < KEYS; i++) {
            IndexSplices.principalHash(entitlements[i], GrantHash.bucket(principals[i]), principals[i], sink.clear());
            hole.consume(sink.size());
        }
    }
}
