package dev.grantlake.cli.load;

import com.google.protobuf.MessageLite;
import dev.grantlake.base.StorageException;
import dev.grantlake.cli.json.JsonInput;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Loads the lines that {@code dump} writes, of one sync. The lines of the syncs come first, those of records in any
 * order behind them. Statistics are not taken over, but held against what was written. One object a load.
 */
public final class DumpLoad {

    private static final int MAX_SYNCS = 10_000;
    private static final int NAMED_SYNCS_MAX = 5;

    /**
     * What to load and how.
     *
     * @param syncId the sync to take, or null for the only one
     * @param keepIds whether id and times of the sync, and the times of discovery, are those of the lines
     * @param skipAssets whether assets without their bytes are left out instead of refused
     */
    public record Choice(@Nullable String syncId, boolean keepIds, boolean skipAssets) {}

    private final Lines lines;
    private final Choice choice;
    private final Destination destination;
    private final DumpRecords records;
    private final List<ClaimedStatistics> claims = new ArrayList<>();
    private long skippedAssets;

    /** A load of {@code source}, which stays open. */
    public DumpLoad(Source source, Choice choice, Destination destination) {
        this(new Lines(source, Lines.MAX_BYTES), choice, destination);
    }

    DumpLoad(Lines lines, Choice choice, Destination destination) {
        this.lines = lines;
        this.choice = choice;
        this.destination = destination;
        this.records = new DumpRecords(choice.keepIds(), destination.now());
    }

    /** Loads everything; the sync is for the caller to end. */
    public Loaded load() {
        Map<Integer, SyncRunLine> runs = new TreeMap<>();
        boolean more = readRuns(runs);
        SyncRunLine chosen = choose(runs);
        SyncWriter writer = begin(chosen);
        if (more) {
            new Records(chosen, runs, writer).readAll();
        }
        if (!chosen.run().token().isEmpty()) {
            writer.checkpoint(chosen.run().token());
        }
        return new Loaded(chosen.run().finished(), chosen.run().token(), claims, remarks());
    }

    private SyncWriter begin(SyncRunLine chosen) {
        try {
            NewSync sync = NewSync.like(chosen.run());
            return destination.begin(choice.keepIds() ? sync : sync.renewed());
        } catch (StoreException e) {
            // What the line asks for is not possible; all else is not the line's fault.
            if (e.kind() != StorageException.Kind.INVALID_ARGUMENT) {
                throw e;
            }
            throw Batch.refused(lines.where(chosen.line()), e);
        }
    }

    private List<String> remarks() {
        return skippedAssets == 0
                ? List.of()
                : List.of("left out: " + skippedAssets + (skippedAssets == 1 ? " asset" : " assets")
                        + ", whose bytes are not in the lines; dump --full writes them");
    }

    /** Reads the lines of syncs; true if there is a line of another kind behind them, which is present then. */
    private boolean readRuns(Map<Integer, SyncRunLine> runs) {
        while (lines.next()) {
            String kind = kind();
            if (!kind.equals("sync_run")) {
                return true;
            }
            SyncRunLine run = SyncRunLine.read(input(), lines.number());
            if (runs.putIfAbsent(run.number(), run) != null) {
                throw StorageException.corrupt(
                        lines.where(), "a sync with a number of its own", "number " + run.number() + " again");
            }
            if (runs.size() > MAX_SYNCS) {
                throw StorageException.limit(lines.where(), "more than " + MAX_SYNCS + " syncs, which is the limit");
            }
        }
        return false;
    }

    private SyncRunLine choose(Map<Integer, SyncRunLine> runs) {
        if (runs.isEmpty()) {
            throw StorageException.corrupt(
                    lines.where(Math.max(1, lines.number())),
                    "a line of kind \"sync_run\" first",
                    lines.number() == 0 ? "nothing" : "kind \"" + kind() + "\"");
        }
        if (choice.syncId() == null) {
            if (runs.size() > 1) {
                throw StoreException.failedPrecondition(
                        "the lines hold " + runs.size() + " syncs; choose one with --sync-id ID: " + named(runs));
            }
            return runs.values().iterator().next();
        }
        for (SyncRunLine run : runs.values()) {
            if (run.run().id().equals(choice.syncId())) {
                return run;
            }
        }
        throw StoreException.notFound("no sync " + choice.syncId() + " in the lines, only " + named(runs));
    }

    private static String named(Map<Integer, SyncRunLine> runs) {
        List<String> names = new ArrayList<>();
        for (SyncRunLine run : runs.values()) {
            if (names.size() == NAMED_SYNCS_MAX) {
                names.add("…");
                break;
            }
            names.add(run.run().id() + " (" + run.run().type().text() + ")");
        }
        return String.join(", ", names);
    }

    private JsonInput input() {
        return JsonInput.of(lines.bytes(), lines.length(), lines.where());
    }

    /** The kind of the present line, which stands behind other fields in it. */
    private String kind() {
        try (JsonInput in = input()) {
            for (String name = in.firstName(); name != null; name = in.nextName()) {
                in.toValue();
                if (name.equals("kind")) {
                    return in.text();
                }
                in.skip();
            }
            throw in.contradiction("an object with a kind", "one without");
        }
    }

    /** Puts the lines of records into the writer. */
    private final class Records {

        private final SyncRunLine chosen;
        private final Map<Integer, SyncRunLine> runs;
        private final SyncWriter writer;
        private final Batch<ResourceTypeRecord> resourceTypes;
        private final Batch<ResourceRecord> resources;
        private final Batch<EntitlementRecord> entitlements;
        private final Batch<GrantRecord> grants;
        private final Batch<AssetRecord> assets;

        Records(SyncRunLine chosen, Map<Integer, SyncRunLine> runs, SyncWriter writer) {
            this.chosen = chosen;
            this.runs = runs;
            this.writer = writer;
            this.resourceTypes = new Batch<>(writer::putResourceTypeRecords, lines::where);
            this.resources = new Batch<>(writer::putResourceRecords, lines::where);
            this.entitlements = new Batch<>(writer::putEntitlementRecords, lines::where);
            this.grants = new Batch<>(writer::putGrantRecords, lines::where);
            this.assets = new Batch<>(writer::putAssetRecords, lines::where);
        }

        /** Reads the present line and all behind it. */
        void readAll() {
            do {
                read(kind());
                destination.step();
            } while (lines.next());
            resourceTypes.flush();
            resources.flush();
            entitlements.flush();
            grants.flush();
            assets.flush();
        }

        private void read(String kind) {
            switch (kind) {
                case "resource_type" -> put(records::resourceType, resourceTypes::add);
                case "resource" -> put(records::resource, resources::add);
                case "entitlement" -> put(records::entitlement, entitlements::add);
                case "grant" -> put(records::grant, grants::add);
                case "asset" -> putAsset();
                case "session" -> putSession();
                case "stats", "stats_v1" -> readStatistics();
                case "stats_timings" -> {}
                default ->
                    throw StorageException.corrupt(
                            lines.where(),
                            kind.equals("sync_run") ? "lines of syncs before all others" : "a kind that dump writes",
                            "kind \"" + (kind.length() > 40 ? kind.substring(0, 40) + "…" : kind) + "\"");
            }
        }

        private <T extends MessageLite> void put(Function<JsonInput, T> reader, Adding<T> batch) {
            T message = reader.apply(input());
            if (isChosen(records.sync())) {
                batch.add(message, lines.number());
            }
        }

        private void putAsset() {
            DumpRecords.AssetLine asset = records.asset(input());
            if (!isChosen(records.sync())) {
                return;
            }
            if (asset.stored() != null) {
                assets.add(asset.stored(), lines.number());
            } else if (choice.skipAssets()) {
                skippedAssets++;
            } else {
                throw StorageException.corrupt(
                        lines.where(),
                        "the bytes of asset \"" + asset.id() + "\", as dump --full writes them",
                        "none; --skip-assets leaves such assets out");
            }
        }

        private void putSession() {
            SessionEntry entry = records.session(input());
            if (isChosen(records.sync())) {
                refusedHere(() -> writer.putSession(entry.key(), entry.value()));
            }
        }

        private void refusedHere(Runnable put) {
            try {
                put.run();
            } catch (StoreException e) {
                throw Batch.refused(lines.where(), e);
            }
        }

        private boolean isChosen(int sync) {
            if (!runs.containsKey(sync)) {
                throw StorageException.corrupt(
                        lines.where(), "the number of a sync above, as \"s\"", sync == 0 ? "none" : "" + sync);
            }
            return sync == chosen.number();
        }

        /** Takes the totals; maps by type are left aside. */
        private void readStatistics() {
            JsonInput in = input();
            Map<String, Long> totals = new TreeMap<>();
            int sync = 0;
            for (String name = in.firstName(); name != null; name = in.nextName()) {
                in.toValue();
                switch (name) {
                    case "s" -> sync = SyncRunLine.number(in);
                    case "stats" -> in.eachField(total(in, totals));
                    default -> in.skip();
                }
            }
            if (isChosen(sync)) {
                claims.add(new ClaimedStatistics("line " + lines.number(), totals));
            }
        }

        private Consumer<String> total(JsonInput in, Map<String, Long> totals) {
            return name -> {
                if (ClaimedStatistics.isTotal(name)) {
                    totals.put(name, in.number());
                }
            };
        }
    }

    /** Takes a record and the number of its line. */
    @FunctionalInterface
    private interface Adding<T> {
        void add(T message, long line);
    }
}
