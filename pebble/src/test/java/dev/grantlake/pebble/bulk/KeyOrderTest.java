package dev.grantlake.pebble.bulk;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.records.encode.GrantEncoder;
import dev.grantlake.records.encode.GrantParts;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.records.encode.RowBuffer;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Takes the rows of files that Go wrote and makes everything else anew: indexes and digests must be the same. */
class KeyOrderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c1z/empty.v3.c1z",
                "c1z/small.v3.c1z",
                "c1z/nasty.v3.c1z",
                "c1z/medium.v3.c1z",
                "c1z/resync.v3.c1z",
                "c1z/post-expansion.v3.c1z",
                "c1z/post-expansion-graph.v3.c1z",
                "c1z/pre-expansion-cycles.v3.c1z",
                "c1z/small.v3.mutated-end_true.c1z"
            })
    void makesTheEntriesThatGoMade(String fixture) throws InvalidProtocolBufferException {
        Map<Bytes, Bytes> expected = new TreeMap<>();
        try (PebbleFile file = PebbleFile.open(Fixtures.path(fixture), OpenOptions.defaults());
                Cursor cursor = file.entries().cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                expected.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        List<Map.Entry<Bytes, Bytes>> shuffled = new ArrayList<>(expected.entrySet());
        Collections.shuffle(shuffled, new Random(1));
        expected.keySet().removeIf(key -> family(key) == KeyFamily.SYNC_RUN || family(key) == KeyFamily.META);

        for (long memory : new long[] {1 << 28, 0}) {
            Map<Bytes, Bytes> made = new TreeMap<>();
            Entries sink = new Entries(made);
            try (PutRows rows = new PutRows(folder, memory, 1)) {
                for (Map.Entry<Bytes, Bytes> row : shuffled) {
                    put(family(row.getKey()), row.getValue(), rows);
                }
                try (KeyOrder order = new KeyOrder(rows, folder, memory, new Cancellation())) {
                    order.writeRows(sink);
                    order.writeIndexes(sink);
                    order.writeHashes(sink);
                    order.writeSessions(sink);
                    order.writeDigests(sink);
                }
            }
            assertThat(made.keySet()).isEqualTo(expected.keySet());
            assertThat(made).isEqualTo(expected);
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static KeyFamily family(Bytes key) {
        return requireNonNull(KeyFamily.of(key));
    }

    private static void put(KeyFamily family, Bytes value, PutRows rows) throws InvalidProtocolBufferException {
        RecordEncoder encoder = new RecordEncoder(RecordLimits.DEFAULT);
        RowBuffer row = new RowBuffer();
        byte[] bytes = value.toArray();
        switch (family) {
            case RESOURCE_TYPE -> {
                encoder.resourceType(ResourceTypeRecord.parseFrom(bytes), NOW, row);
                rows.resourceTypes().add(row);
            }
            case RESOURCE -> {
                encoder.resource(ResourceRecord.parseFrom(bytes), NOW, row);
                rows.resources().add(row);
            }
            case ENTITLEMENT -> {
                encoder.entitlement(EntitlementRecord.parseFrom(bytes), NOW, row);
                rows.entitlements().add(row);
            }
            case GRANT -> {
                GrantParts parts = new GrantParts();
                new GrantEncoder(RecordLimits.DEFAULT).split(GrantRecord.parseFrom(bytes), parts);
                rows.grants().add(parts, rows.grants().time(parts.discoveredAt(NOW)));
            }
            case ASSET -> {
                encoder.asset(AssetRecord.parseFrom(bytes), NOW, row);
                rows.assets().add(row);
            }
            case SESSION -> {
                encoder.session(SessionRecord.parseFrom(bytes), row);
                rows.sessions().add(row);
            }
            default -> {}
        }
    }

    /** Keeps entries, and sees to it that their keys ascend. */
    private static final class Entries implements EntrySink {

        private final Map<Bytes, Bytes> entries;
        private Bytes last = Bytes.EMPTY;

        Entries(Map<Bytes, Bytes> entries) {
            this.entries = entries;
        }

        @Override
        public void entry(ByteSink key, ByteSink value) {
            Bytes copied = key.toBytes();
            assertThat(copied).isGreaterThan(last);
            last = copied;
            entries.put(copied, value.toBytes());
        }

        @Override
        public void border() {}

        @Override
        public void borderBeforeWhole() {}
    }
}
