package dev.grantlake.ops.verify;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.row.Origin;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.spi.EngineRegistry;
import dev.grantlake.store.spi.RecordScan;
import dev.grantlake.store.spi.SelfChecking;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.StoredFault;
import dev.grantlake.store.spi.SyncBackend;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks a file of another format than v3, through the engine that opens it: reads every record, holds stored counts
 * against the rows, and has the engine check what only it knows.
 */
final class StoreCheck {

    private final OpenOptions options;
    private final Journal findings;

    /** What could not be read. Several parts of the check may come upon the same place. */
    private final Set<Finding> unreadable = new HashSet<>();

    StoreCheck(OpenOptions options, Journal findings) {
        this.options = options;
        this.findings = findings;
    }

    /** Whether the file could be opened. */
    boolean run(Path path) {
        try (StoreBackend store = EngineRegistry.engineFor(path).open(path, options)) {
            String file = store.metadata().file();
            if (store instanceof SelfChecking checked) {
                checked.check(fault -> report(finding(fault)));
            } else {
                findings.add(Finding.ofFile(
                        FindingCode.RECORDS_NOT_CHECKED,
                        file,
                        "of a file of format " + store.metadata().format() + " every record is read, and no more"));
            }
            for (SyncRun run : store.syncRuns()) {
                SyncBackend sync = store.sync(run);
                Ingestion ingestion = new Ingestion(Optional.of(run));
                records(sync, ingestion, file);
                ingestion.report(
                        KeyFamily.SYNC_RUN.header(),
                        (code, key, message, access) -> findings.add(finding(code, file, run, message, access)));
                whole(() -> statistics(sync, file), file);
            }
            return true;
        } catch (StorageException e) {
            switch (e.kind()) {
                case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED, UNAVAILABLE -> {
                    findings.add(Finding.of(FindingCode.CONTAINER_UNREADABLE, e, path.toString()));
                    return false;
                }
                default -> throw e;
            }
        }
    }

    private void records(SyncBackend sync, Ingestion ingestion, String file) {
        Origin origin = () -> Location.of(file, "sync " + sync.run().id());
        read(() -> sync.resourceTypes(null), type -> type.toMessage(), file);
        read(() -> sync.resources(ResourceFilter.ALL, null), resource -> resource.toMessage(), file);
        read(
                () -> sync.entitlements(EntitlementFilter.ALL, null),
                entitlement -> ingestion.entitlement(entitlement.toMessage(), origin),
                file);
        read(() -> sync.grants(GrantFilter.ALL, null), grant -> grant.toRecord(), file);
        read(() -> sync.assets(null), asset -> asset.id(), file);
        read(() -> sync.sessions("", null), session -> session.key(), file);
    }

    private <T> void read(Supplier<RecordScan<T>> open, Consumer<T> decode, String file) {
        whole(
                () -> {
                    try (RecordScan<T> scan = open.get()) {
                        while (scan.next()) {
                            decode.accept(scan.record());
                        }
                    }
                },
                file);
    }

    private void statistics(SyncBackend sync, String file) {
        Optional<SyncStatistics.Report> report = sync.statistics();
        if (report.isEmpty()) {
            return;
        }
        SyncStatistics stored = report.get().statistics();
        SyncStatistics counted = sync.count();
        StatisticsDifferences differences = new StatisticsDifferences();
        differences.compare("resource types", stored.resourceTypes(), counted.resourceTypes());
        differences.compare("resources", stored.resources(), counted.resources());
        differences.compare("entitlements", stored.entitlements(), counted.entitlements());
        differences.compare("grants", stored.grants(), counted.grants());
        differences.compare("assets", stored.assets(), counted.assets());
        differences.compare("resources", stored.resourcesByType(), counted.resourcesByType());
        differences.compare("entitlements", stored.entitlementsByResourceType(), counted.entitlementsByResourceType());
        differences.compare("grants", stored.grantsByResourceType(), counted.grantsByResourceType());
        if (!differences.isEmpty()) {
            findings.add(Finding.ofFile(
                    FindingCode.STATISTICS_STALE, file, "sync " + sync.run().id() + ": " + differences.text()));
        }
    }

    /** Goes through one part; damage in it keeps nobody from the others. */
    private void whole(Runnable part, String file) {
        try {
            part.run();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT && e.kind() != StorageException.Kind.LIMIT_EXCEEDED) {
                throw e;
            }
            report(Finding.of(FindingCode.RECORDS_UNREADABLE, e, file));
        }
    }

    private void report(Finding finding) {
        if (finding.code() != FindingCode.RECORDS_UNREADABLE || unreadable.add(finding)) {
            findings.add(finding);
        }
    }

    private static Finding finding(FindingCode code, String file, SyncRun run, String message, String access) {
        Finding finding = Finding.ofFile(code, file, "sync " + run.id() + ": " + message);
        return new Finding(code, finding.file(), finding.offset(), finding.keys(), finding.message(), access);
    }

    private static Finding finding(StoredFault fault) {
        Finding finding = Finding.at(code(fault.kind()), fault.where(), fault.message());
        return new Finding(
                finding.code(), finding.file(), finding.offset(), finding.keys(), finding.message(), fault.access());
    }

    private static FindingCode code(StoredFault.Kind kind) {
        return switch (kind) {
            case STRUCTURE -> FindingCode.DATABASE_PAGES;
            case UNREADABLE -> FindingCode.RECORDS_UNREADABLE;
            case IDENTITY -> FindingCode.RECORD_MISPLACED;
            case COLUMNS -> FindingCode.RECORD_COLUMNS;
            case RESOURCE_TYPE -> FindingCode.REFERENCE_RESOURCE_TYPE;
            case RESOURCE -> FindingCode.REFERENCE_RESOURCE;
            case PARENT -> FindingCode.REFERENCE_PARENT;
            case ENTITLEMENT -> FindingCode.REFERENCE_ENTITLEMENT;
            case PRINCIPAL -> FindingCode.REFERENCE_PRINCIPAL;
            case EXTERNAL_MATCH -> FindingCode.REFERENCE_EXTERNAL_MATCH;
        };
    }
}
