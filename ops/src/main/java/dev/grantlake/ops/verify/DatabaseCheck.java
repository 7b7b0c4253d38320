package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.inspect.DatabaseAudit;
import dev.grantlake.lsm.inspect.Fault;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.records.key.IdentityKeys;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a database directory, and the records in it as far as it can be read. */
final class DatabaseCheck {

    private final Vfs directory;
    private final Optional<EnvelopeHead> head;
    private final VerificationOptions options;
    private final Journal findings;
    private final Workers workers;

    /**
     * A check of one directory.
     *
     * @param head of the container that the directory lies in, if it lies in one
     */
    DatabaseCheck(
            Vfs directory,
            Optional<EnvelopeHead> head,
            VerificationOptions options,
            Journal findings,
            Workers workers) {
        this.directory = directory;
        this.head = head;
        this.options = options;
        this.findings = findings;
        this.workers = workers;
    }

    /** Whether there was a database to look into. */
    boolean run() {
        options.progress().accept(Layer.DATABASE);
        // A container is written whole; what a crash may leave behind has no place in it.
        LsmReadOptions readOptions = new LsmReadOptions(
                        options.open().cache(), options.open().metrics())
                .with(head.isPresent() ? Strictness.STRICT : Strictness.DAMAGE_IS_AN_ERROR);
        DatabaseAudit audit = DatabaseAudit.of(directory, readOptions, fault -> findings.add(finding(fault)));
        if (audit == null) {
            return false;
        }
        List<Runnable> tasks = new ArrayList<>();
        for (long table : audit.tableFiles()) {
            tasks.add(() -> audit.auditTable(table));
        }
        tasks.add(audit::auditLevels);
        workers.run(tasks);
        records(audit, readOptions);
        return true;
    }

    private void records(DatabaseAudit audit, LsmReadOptions readOptions) {
        options.progress().accept(Layer.RECORDS);
        LostKeys lost = LostKeys.of(audit.lost());
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(
                new ListedFiles(directory, audit.version().files()), readOptions.with(Strictness.SALVAGE))) {
            RecordScope scope = new RecordScope(
                    database, directory.description(), IdentityKeys.INSTANCE, lost, findings, options.seed());
            if (head.isEmpty() && !isOurs(scope)) {
                return;
            }
            KeyspaceCheck.of(scope, head, samples(audit)).ifPresent(check -> check.run(workers));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.UNSUPPORTED) {
                findings.add(Finding.of(FindingCode.RECORDS_NOT_CHECKED, e, directory.description()));
            } else if (e.kind() == StorageException.Kind.CORRUPT || e.kind() == StorageException.Kind.LIMIT_EXCEEDED) {
                findings.add(Finding.of(FindingCode.RECORDS_UNREADABLE, e, directory.description()));
            } else {
                throw e;
            }
        }
    }

    /** A directory without a container may hold anything; ours is one with our stamp. */
    private static boolean isOurs(RecordScope scope) {
        Bytes stamp = MetaKey.KEYSPACE_VERSION.key();
        return !scope.lost().contains(stamp) && scope.reader().get(stamp) != null;
    }

    private static List<Bytes> samples(DatabaseAudit audit) {
        List<Bytes> samples = new ArrayList<>();
        for (Level level : audit.version().levels()) {
            for (TableMetadata table : level.tables()) {
                KeyBounds points = table.points();
                if (points != null) {
                    samples.add(points.smallest().userKey());
                }
            }
        }
        return samples;
    }

    private static Finding finding(Fault fault) {
        Finding finding = Finding.at(code(fault.kind()), fault.where(), fault.message());
        return new Finding(finding.code(), finding.file(), finding.offset(), fault.lost(), finding.message(), "");
    }

    private static FindingCode code(Fault.Kind kind) {
        return switch (kind) {
            case DATABASE -> FindingCode.DATABASE_UNREADABLE;
            case TAIL -> FindingCode.DATABASE_TAIL;
            case LOG -> FindingCode.LOG_DAMAGED;
            case SKIPPED -> FindingCode.LOG_SKIPPED;
            case RECYCLED -> FindingCode.DATABASE_RECYCLED;
            case MISSING_FILE -> FindingCode.TABLE_MISSING;
            case FILE_SIZE -> FindingCode.TABLE_SIZE;
            case TABLE -> FindingCode.TABLE_UNREADABLE;
            case BLOCK -> FindingCode.TABLE_BLOCK;
            case VALUE -> FindingCode.TABLE_VALUE;
            case ORDER -> FindingCode.TABLE_ORDER;
            case BOUNDS -> FindingCode.TABLE_BOUNDS;
            case SEQUENCE -> FindingCode.TABLE_SEQUENCE;
            case LEVELS -> FindingCode.DATABASE_LEVELS;
            case FILTER -> FindingCode.TABLE_FILTER;
            case OBSOLETE -> FindingCode.TABLE_OBSOLETE;
            case VIRTUAL -> FindingCode.TABLE_VIRTUAL;
            case PROPERTIES -> FindingCode.TABLE_PROPERTIES;
            case OVERLAP -> FindingCode.TABLE_OVERLAP;
            case GAP -> FindingCode.TABLE_GAP;
            case UNSUPPORTED -> FindingCode.DATABASE_UNSUPPORTED;
            case EXTRA_FILE -> FindingCode.DATABASE_EXTRA_FILE;
        };
    }
}
