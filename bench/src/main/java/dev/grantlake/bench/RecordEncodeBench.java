package dev.grantlake.bench;

import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.workload.CompanyWorkload;
import dev.grantlake.workload.RecordSink;
import dev.grantlake.workload.Workload;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Making key and value of the records of a company, as they are put; an operation is one record.
 *
 * <p>A regression in {@code resource} or {@code entitlement} lies in the translation of messages or in the writing of
 * their fields; companies have ten to a hundred times as many grants, so it shows in a whole sync only when it is
 * large. {@code grant} is the row as a whole, which the bulk path never makes: if it is slower and
 * {@link GrantEncodeBench} is not, single rows have become dearer and syncs have not.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RecordEncodeBench.RECORDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordEncodeBench {

    static final int RECORDS = 1_000;

    /** A company of so many grants has more than enough of all else. */
    private static final int COMPANY_GRANTS = 300_000;

    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000L, 123_456_789);

    private final RecordEncoder encoder = new RecordEncoder(RecordLimits.DEFAULT);
    private final RowBuffer row = new RowBuffer();
    private final FirstOfEach records = new FirstOfEach();

    public RecordEncodeBench() {
        CompanyWorkload.of(COMPANY_GRANTS, Workload.PUBLISHED_SEED).emit(records);
    }

    @Benchmark
    public void resource(Blackhole hole) {
        for (int i = 0; i < RECORDS; i++) {
            encoder.resource(records.resources.get(i), NOW, row);
            hole.consume(row.value().size());
        }
    }

    @Benchmark
    public void entitlement(Blackhole hole) {
        for (int i = 0; i < RECORDS; i++) {
            encoder.entitlement(records.entitlements.get(i), NOW, row);
            hole.consume(row.value().size());
        }
    }

    @Benchmark
    public void grant(Blackhole hole) {
        for (int i = 0; i < RECORDS; i++) {
            encoder.grant(records.grants.get(i), NOW, row);
            hole.consume(row.value().size());
        }
    }

    /** Keeps as many records of each kind as are measured. */
    private static final class FirstOfEach implements RecordSink {

        private final List<Resource> resources = new ArrayList<>();
        private final List<Entitlement> entitlements = new ArrayList<>();
        private final List<Grant> grants = new ArrayList<>();

        @Override
        public void resourceType(ResourceType resourceType) {
            // A handful in a sync: nobody would notice.
        }

        @Override
        public void resource(Resource resource) {
            keep(resource, resources);
        }

        @Override
        public void entitlement(Entitlement entitlement) {
            keep(entitlement, entitlements);
        }

        @Override
        public void grant(Grant grant) {
            keep(grant, grants);
        }

        private static <T> void keep(T record, List<T> records) {
            if (records.size() < RECORDS) {
                records.add(record);
            }
        }
    }
}
