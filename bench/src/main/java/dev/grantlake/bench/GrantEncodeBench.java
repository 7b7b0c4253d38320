package dev.grantlake.bench;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.encode.EntitlementPieces;
import dev.grantlake.records.encode.GrantEncoder;
import dev.grantlake.records.encode.GrantParts;
import dev.grantlake.records.encode.PrincipalPieces;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.key.GrantHash;
import dev.grantlake.records.key.IndexSplices;
import dev.grantlake.records.key.RowKeys;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
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
import org.openjdk.jmh.infra.Blackhole;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What writing a grant costs before it is sorted and after: taking the message apart, and putting key, value, index
 * entries and hashes together. An operation is one grant; 1,000 grants of 40 entitlements and 1,000 principals.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(GrantEncodeBench.GRANTS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GrantEncodeBench {

    static final int GRANTS = 1_000;

    private static final Bytes TIME = GrantEncoder.discoveredAt(Instant.ofEpochSecond(1_790_000_000L, 123_456_789));

    private final GrantEncoder encoder = new GrantEncoder(RecordLimits.DEFAULT);
    private final GrantParts parts = new GrantParts();
    private final RowBuffer row = new RowBuffer();
    private final ByteSink entry = new ByteSink(256);
    private final Grant[] grants = new Grant[GRANTS];
    private final EntitlementPieces[] entitlements = new EntitlementPieces[GRANTS];
    private final PrincipalPieces[] principals = new PrincipalPieces[GRANTS];

    public GrantEncodeBench() {
        for (int i = 0; i < GRANTS; i++) {
            grants[i] = grant("g%04d".formatted(i / 25), "u%06d".formatted(i * 7919L % 100_003));
            encoder.split(grants[i], parts);
            entitlements[i] = i % 25 == 0 ? parts.entitlement() : entitlements[i - 1];
            principals[i] = parts.principal();
        }
    }

    private static Grant grant(String group, String user) {
        String entitlement = "group:" + group + ":member";
        return Grant.newBuilder()
                .setId(entitlement + ":user:" + user)
                .setEntitlement(Entitlement.newBuilder()
                        .setId(entitlement)
                        .setResource(Resource.newBuilder().setId(id("group", group))))
                .setPrincipal(Resource.newBuilder().setId(id("user", user)))
                .build();
    }

    private static ResourceId.Builder id(String type, String id) {
        return ResourceId.newBuilder().setResourceType(type).setResource(id);
    }

    @Benchmark
    public void split(Blackhole sink) {
        for (Grant grant : grants) {
            encoder.split(grant, parts);
            sink.consume(parts.isOrdinary());
        }
    }

    @Benchmark
    public void pieces(Blackhole sink) {
        for (Grant grant : grants) {
            encoder.split(grant, parts);
            sink.consume(parts.entitlement());
            sink.consume(parts.principal());
        }
    }

    @Benchmark
    public void compose(Blackhole sink) {
        for (int i = 0; i < GRANTS; i++) {
            GrantEncoder.compose(entitlements[i].ref(), principals[i].ref(), TIME, Bytes.EMPTY, row.value());
            sink.consume(row.value().size());
        }
    }

    @Benchmark
    public void key(Blackhole sink) {
        for (int i = 0; i < GRANTS; i++) {
            RowKeys.grant(
                    entitlements[i].components(),
                    principals[i].components(),
                    row.key().clear());
            sink.consume(row.key().size());
        }
    }

    /** Key, value, both index entries of a sealed sync, and the hashes. */
    @Benchmark
    public void wholeRow(Blackhole sink) {
        for (int i = 0; i < GRANTS; i++) {
            Bytes entitlement = entitlements[i].components();
            Bytes principal = principals[i].components();
            RowKeys.grant(entitlement, principal, row.key().clear());
            GrantEncoder.compose(entitlements[i].ref(), principals[i].ref(), TIME, Bytes.EMPTY, row.value());
            IndexSplices.byPrincipal(entitlement, principal, entry.clear());
            sink.consume(entry.size());
            long bucket = GrantHash.bucket(principal);
            IndexSplices.principalHash(entitlement, bucket, principal, entry.clear());
            Bytes components = Bytes.wrap(row.key().array(), 3, row.key().size() - 3);
            sink.consume(GrantHash.content(components, List.of()));
            sink.consume(entry.size());
        }
    }
}
