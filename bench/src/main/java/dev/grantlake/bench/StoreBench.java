package dev.grantlake.bench;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

/**
 * The questions of an interactive reader, on one file: {@code -p file=PATH}; by default the sample of a thousand
 * grants. The comparison with the peer is {@code bench/compare}; this is for finding out what a change did.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class StoreBench {

    private static final int HOLDERS = 100;
    /** Every so many grants one is kept for the point reads: enough to miss the processor's caches. */
    private static final int STRIDE = 97;

    @Param("samples/small.c1z")
    public String file = "";

    private Path path = Path.of("");
    private Store store;
    private Sync sync;
    private EntitlementKey entitlement;
    private final List<GrantKey> keys = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private int next;

    @Setup(Level.Trial)
    public void open() {
        path = Path.of(file);
        store = Grantlake.open(path);
        sync = store.latestSync().orElseThrow();
        int index = 0;
        try (var grants = sync.grants().all().stream()) {
            for (Grant grant : (Iterable<Grant>) grants::iterator) {
                if (index++ % STRIDE == 0) {
                    keys.add(grant.key());
                    ids.add(grant.id());
                }
            }
        }
        entitlement = keys.get(0).entitlement();
    }

    @TearDown(Level.Trial)
    public void close() {
        store.close();
    }

    @Benchmark
    public void openAndClose(Blackhole sink) {
        try (Store opened = Grantlake.open(path)) {
            sink.consume(opened.latestSync());
        }
    }

    @Benchmark
    public void openAndFirstHolders(Blackhole sink) {
        try (Store opened = Grantlake.open(path)) {
            opened.latestSync()
                    .orElseThrow()
                    .grants()
                    .forEntitlement(entitlement)
                    .page(PageRequest.ofSize(HOLDERS))
                    .records()
                    .forEach(grant -> sink.consume(grant.toMessage()));
        }
    }

    @Benchmark
    public long listAllLazily() {
        return sync.grants().all().count();
    }

    @Benchmark
    public void listAllAsMessages(Blackhole sink) {
        sync.grants().all().forEach(grant -> sink.consume(grant.toMessage()));
    }

    @Benchmark
    public Object grantByKey() {
        return sync.grants().find(keys.get(turn())).orElseThrow();
    }

    @Benchmark
    public Object grantById() {
        return sync.grants().find(ids.get(turn())).orElseThrow();
    }

    @Benchmark
    public Object resourceById() {
        ResourceId principal = keys.get(turn()).principal();
        return sync.resources().find(principal).isPresent();
    }

    @Benchmark
    public void grantsOfPrincipal(Blackhole sink) {
        sync.grants().forPrincipal(keys.get(turn()).principal()).forEach(sink::consume);
    }

    private int turn() {
        next = next + 1 < keys.size() ? next + 1 : 0;
        return next;
    }
}
