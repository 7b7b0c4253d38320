package dev.grantlake.cli.load;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import dev.grantlake.base.StorageException;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.json.ProtoJson;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.StorageRecords;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.wire.WireTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DumpLoadTest {

    private static final Instant NOW = Instant.parse("2026-11-20T05:00:00Z");
    private static final DumpLoad.Choice USUAL = new DumpLoad.Choice(null, false, false);
    private static final ProtoJson PRINTER = new ProtoJson(WireTypes::find);

    private static final String RUN = """
            {"ended":true,"ended_at":"2026-11-20T04:28:35Z","id":"3MM88LxNeTt6x50hdLsv4ypyutK","kind":"sync_run",\
            "linked_sync_id":"","parent_sync_id":"","s":1,"started_at":"2026-11-20T04:28:34Z","supports_diff":false,\
            "sync_token":"","type":"full"}
            """;

    /** What Go's dumps say is put as the files beside them hold it, times of discovery aside. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny.v3",
                "small.v3",
                "unfinished.v3",
                "type-partial.v3",
                "type-resources_only.v3",
                "post-expansion.v3",
                "post-expansion-cycles.v3",
                "unfinished-expanding.v3",
                "empty.v3",
                "compact/p3.v3"
            })
    void recordsOfADumpAreThoseOfTheFile(String name) {
        Path file = Fixtures.path("c1z/" + name + ".c1z");
        try (Store store = Grantlake.open(file)) {
            Sync sync = store.sync(store.syncs().get(0));
            Target target = new Target();
            Loaded loaded = load(dumpOf(file), new DumpLoad.Choice(null, true, true), target);
            Recording found = target.recording();
            assertThat(print(found.types)).isEqualTo(stored(sync.resourceTypes().all(), ResourceType::toRecord));
            assertThat(print(found.resources)).isEqualTo(stored(sync.resources().all(), Resource::toRecord));
            assertThat(print(found.entitlements))
                    .isEqualTo(stored(sync.entitlements().all(), Entitlement::toRecord));
            assertThat(print(found.grants)).isEqualTo(stored(sync.grants().all(), Grant::toRecord));
            SyncRun run = sync.run();
            assertThat(found.sync).isEqualTo(NewSync.like(run));
            assertThat(found.token).isEqualTo(run.token());
            assertThat(loaded.finished()).isEqualTo(run.finished());
            List<SessionEntry> sessions = new ArrayList<>();
            found.sessions.forEach((key, value) -> sessions.add(new SessionEntry(key, value)));
            assertThat(sessions)
                    .containsExactlyElementsOf(sync.sessions().all().stream().toList());
        }
    }

    private static InputStream dumpOf(Path file) {
        try {
            return new ByteArrayInputStream(dev.grantlake.cli.FixtureDumps.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records as text, in an order of their own. */
    private static List<String> print(List<? extends Message> records) {
        return records.stream().map(DumpLoadTest::print).sorted().toList();
    }

    /** What a file holds, without times of discovery. */
    private static <T> List<String> stored(Listing<T> listing, Function<T, ? extends Message> toRecord) {
        List<Message> records = new ArrayList<>();
        listing.forEach(each -> {
            Message stored = toRecord.apply(each);
            records.add(stored.toBuilder()
                    .clearField(stored.getDescriptorForType().findFieldByName("discovered_at"))
                    .build());
        });
        return print(records);
    }

    private static String print(Message message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = CanonicalJson.compact(out)) {
            PRINTER.write(message, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aNewSyncHasNothingOfTheOldOnesIdAndTimes() {
        Target target = new Target();
        load(
                RUN
                        + "{\"annotations\":[],\"data\":{\"id\":\"user\"},\"discovered_at\":\"2020-01-01T00:00:00Z\",\"kind\":\"resource_type\",\"s\":1}\n",
                USUAL,
                target);
        Recording found = target.recording();
        assertThat(found.sync).isEqualTo(NewSync.full());
        assertThat(found.types.get(0).getDiscoveredAt()).isEqualTo(StorageRecords.timestamp(NOW));
        Target kept = new Target();
        load(
                RUN
                        + "{\"annotations\":[],\"data\":{\"id\":\"user\"},\"discovered_at\":\"2020-01-01T00:00:00Z\",\"kind\":\"resource_type\",\"s\":1}\n",
                new DumpLoad.Choice(null, true, false),
                kept);
        assertThat(kept.recording().sync.id()).contains("3MM88LxNeTt6x50hdLsv4ypyutK");
        assertThat(kept.recording().types.get(0).getDiscoveredAt().getSeconds()).isEqualTo(1_577_836_800L);
    }

    @Test
    void aSyncOfSeveralMustBeNamed() {
        String second = RUN.replace("3MM88LxNeTt6x50hdLsv4ypyutK", "second")
                .replace("\"s\":1", "\"s\":2")
                .replace("\"full\"", "\"partial\"");
        String types =
                "{\"data\":{\"id\":\"a\"},\"kind\":\"resource_type\",\"s\":1}\n{\"data\":{\"id\":\"b\"},\"kind\":\"resource_type\",\"s\":2}\n";
        assertThatThrownBy(() -> load(RUN + second + types, USUAL, new Target()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION))
                .hasMessage(
                        "the lines hold 2 syncs; choose one with --sync-id ID: 3MM88LxNeTt6x50hdLsv4ypyutK (full), second (partial)");
        Target target = new Target();
        load(RUN + second + types, new DumpLoad.Choice("second", false, false), target);
        assertThat(target.recording().sync.type()).isEqualTo(SyncType.PARTIAL);
        assertThat(target.recording().types).hasSize(1);
        assertThat(target.recording().types.get(0).getExternalId()).isEqualTo("b");
        assertThatThrownBy(() -> load(RUN, new DumpLoad.Choice("third", false, false), new Target()))
                .hasMessage("no sync third in the lines, only 3MM88LxNeTt6x50hdLsv4ypyutK (full)");
    }

    @Test
    void assetsWithoutBytesAreRefusedOrCounted() {
        String asset =
                "{\"content_type\":\"a/b\",\"id\":\"logo\",\"kind\":\"asset\",\"s\":1,\"sha256\":\"00\",\"size\":3}\n";
        assertThatThrownBy(() -> load(RUN + asset, USUAL, new Target()))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "in: line 2: expected the bytes of asset \"logo\", as dump --full writes them, found none; --skip-assets leaves such assets out");
        Target target = new Target();
        Loaded loaded = load(RUN + asset + asset, new DumpLoad.Choice(null, false, true), target);
        assertThat(loaded.remarks())
                .containsExactly("left out: 2 assets, whose bytes are not in the lines; dump --full writes them");
        assertThat(target.recording().assets).isEmpty();
    }

    @Test
    void statisticsAreHeldAgainstWhatWasWritten() {
        String stats =
                "{\"kind\":\"stats\",\"s\":1,\"stats\":{\"grants\":\"5\",\"grants_by_resource_type\":{\"app\":\"5\"},\"resource_types\":\"1\"}}\n";
        Target target = new Target();
        Loaded loaded =
                load(RUN + stats + "{\"data\":{\"id\":\"a\"},\"kind\":\"resource_type\",\"s\":1}\n", USUAL, target);
        assertThat(loaded.claims()).hasSize(1);
        assertThat(loaded.claims().get(0).difference(target.recording().finish().statistics()))
                .contains("line 2 states 5 grants where 0 were written");
    }

    @Test
    void aRecordThatTheWriterRefusesIsNamedByItsLine() {
        String grants = """
                {"id":"g1","kind":"grant","principal":{"id":{"resource":"fine","resource_type":"user"}},"s":1}

                {"id":"g2","kind":"grant","principal":{"id":{"resource":"refused","resource_type":"user"}},"s":1}
                {"id":"g3","kind":"grant","principal":{"id":{"resource":"fine","resource_type":"user"}},"s":1}
                """;
        assertThatThrownBy(() -> load(RUN + grants, USUAL, new Target()))
                .isInstanceOf(StorageException.class)
                .hasMessage("in: line 4: grant g2 is refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | in: line 1: expected a line of kind \"sync_run\" first, found nothing",
                "{\"kind\":\"grant\"} | in: line 1: expected a line of kind \"sync_run\" first, found kind \"grant\"",
                "RUN{\"s\":1} | in: line 2: expected an object with a kind, found one without",
                "RUN{\"kind\":\"nix\",\"s\":1} | in: line 2: expected a kind that dump writes, found kind \"nix\"",
                "RUN{\"kind\":\"grant\",\"s\":2} | in: line 2: expected the number of a sync above, as \"s\", found 2",
                "RUN{\"kind\":\"grant\"} | in: line 2: expected the number of a sync above, as \"s\", found none",
                "RUN{\"kind\":\"grant\",\"s\":\"x\"} | in: line 2: expected a whole number of 64 bits at /s, found \"x\"",
                "RUN{\"kind\":\"grant\",\"colour\":1,\"s\":1} | in: line 2: expected only names that dump writes, found \"colour\"",
                "RUN{\"data\":{\"ix\":1},\"kind\":\"resource\",\"s\":1} | in: line 2: expected a field of c1.connector.v2.Resource, found \"ix\"",
                "RUNRUN | in: line 2: expected a sync with a number of its own, found number 1 again",
                "RUN[1] | in: line 2: expected an object, found an array",
                "RUN{\"kind\":\"asset\",\"data\":\"AA==\",\"size\":2,\"s\":1} | in: line 2: expected data of 2 bytes, found 1 bytes",
                "RUN{\"kind\":\"asset\",\"data\":\"AA==\",\"sha256\":\"00\",\"s\":1} | in: line 2: expected data with SHA-256 00, found 6e340b9cffb37a989ca544e6bb780a2c78901d3f…",
                "{\"kind\":\"sync_run\",\"type\":\"half\"} | in: line 1: expected type full, partial, resources_only, partial_upserts or partial_deletions, found \"half\"",
                "{\"kind\":\"sync_run\",\"ended\":true,\"type\":\"full\"} | in: line 1: expected ended_at where ended is true, and only there, found ended true",
            })
    void saysWhatIsWrongWithALine(String lines, String message) {
        assertThatThrownBy(() -> load(lines.replace("RUN", RUN), USUAL, new Target()))
                .isInstanceOf(StorageException.class)
                .hasMessage(message);
    }

    @Test
    void boundsTheLengthOfALine() {
        String line = "{\"kind\":\"" + "x".repeat(1000) + "\"}\n";
        Lines lines = new Lines(source(RUN + line), 1000);
        assertThatThrownBy(() -> new DumpLoad(lines, USUAL, new Target()).load())
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED))
                .hasMessage("in: line 2: longer than 1000 bytes, which is the limit");
    }

    private static Loaded load(String lines, DumpLoad.Choice choice, Target target) {
        return new DumpLoad(source(lines), choice, target).load();
    }

    private static Loaded load(InputStream lines, DumpLoad.Choice choice, Target target) {
        return new DumpLoad(Source.of("in", lines), choice, target).load();
    }

    private static Source source(String text) {
        return Source.of("in", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Begins syncs that are recorded. */
    private static final class Target implements Destination {
        private static int number;
        private final Path path = Path.of("target-" + ++number);
        private Optional<Recording> recording = Optional.empty();

        Recording recording() {
            return recording.orElseThrow();
        }

        @Override
        public SyncWriter begin(NewSync sync) {
            SyncWriter writer =
                    Grantlake.create(path, sync, WriteOptions.defaults().withEngine(RecordingEngine.NAME));
            recording = Optional.of(RecordingEngine.take(path));
            return writer;
        }

        @Override
        public void step() {}

        @Override
        public Instant now() {
            return NOW;
        }
    }
}
