package dev.grantlake.lake.version;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Operation;
import dev.grantlake.lake.dataset.VersionEntry;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.sync.DatasetForce;
import dev.grantlake.lake.table.TableHistory;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.VersionKind;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The versions of a dataset, told apart by what was remembered with them, or else by the kind of the change. */
public final class DatasetHistory implements TableHistory {

    /** What the library takes, less names that end as its own temporary files do. */
    private static final Pattern NAME = Pattern.compile("(?!.*\\.\\.)(?!.*\\.lock$)[\\w-]([\\w.-]{0,198}[\\w-])?");

    private final Dataset dataset;
    private final Pins pins;
    private final Lock writer;
    /** Versions that have been looked at, and are still there. */
    private final Map<Long, TableVersion> known = new ConcurrentHashMap<>();

    /** {@code writer} is held by whoever writes to the dataset. */
    public DatasetHistory(Dataset dataset, Pins pins, Lock writer) {
        this.dataset = dataset;
        this.pins = pins;
        this.writer = writer;
    }

    @Override
    public List<TableVersion> versions() {
        List<TableVersion> versions = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        for (VersionEntry entry : dataset.versions()) {
            TableVersion version = known.get(entry.number());
            if (version == null) {
                version = look(entry, before);
            }
            if (version != null) {
                versions.add(version);
                before = version.maxSeq();
            }
        }
        Set<Long> there = versions.stream().map(TableVersion::number).collect(Collectors.toSet());
        known.keySet().retainAll(there);
        versions.forEach(version -> known.put(version.number(), version));
        return Collections.unmodifiableList(versions);
    }

    /** Looks at a version; null if it has been pruned since the list was made. */
    private @Nullable TableVersion look(VersionEntry entry, OptionalLong before) {
        pins.pin(entry.number());
        try (DatasetVersion version = dataset.at(entry.number())) {
            VersionKind kind = kind(version);
            return new TableVersion(entry.number(), entry.time(), kind, maxSeq(version, kind, before));
        } catch (StorageException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            return null;
        } finally {
            pins.unpin(entry.number());
        }
    }

    private static OptionalLong maxSeq(DatasetVersion version, VersionKind kind, OptionalLong before) {
        OptionalLong said = TableProperties.said(version);
        if (said.isPresent()) {
            return said;
        }
        return switch (kind) {
            case CREATION -> version.fragments().isEmpty() ? OptionalLong.of(0) : said;
            case COMPACTION, REPAIR, INDEX -> before;
            case FOREIGN, FLUSH, MIGRATION -> said;
        };
    }

    private static VersionKind kind(DatasetVersion version) {
        String said = version.properties().getOrDefault(TableProperties.KIND, "");
        return switch (said) {
            case TableProperties.FLUSH -> VersionKind.FLUSH;
            case TableProperties.COMPACTION -> VersionKind.COMPACTION;
            case TableProperties.REPAIR -> VersionKind.REPAIR;
            default -> kindOfOperation(version);
        };
    }

    private static VersionKind kindOfOperation(DatasetVersion version) {
        return switch (version.operation()) {
            case OVERWRITE -> version.number() == 1 ? VersionKind.CREATION : VersionKind.FOREIGN;
            case REWRITE -> VersionKind.COMPACTION;
            case INDEX -> VersionKind.INDEX;
            case CONFIG, SCHEMA -> migrating(version) ? VersionKind.MIGRATION : VersionKind.FOREIGN;
            case APPEND, UPDATE, DELETE, RESTORE, UNKNOWN -> VersionKind.FOREIGN;
        };
    }

    /** The setting comes before the column: with the old columns and it, or with the new ones. */
    private static boolean migrating(DatasetVersion version) {
        return version.config().containsKey(TableProperties.SEQ_FLOOR)
                && version.columns()
                        .equals(version.operation() == Operation.CONFIG ? Column.FORMAT_1_SCHEMA : Column.SCHEMA);
    }

    @Override
    public Map<String, Long> tags() {
        return Collections.unmodifiableMap(new TreeMap<>(dataset.tags()));
    }

    @Override
    public void tag(String name, long version) {
        requireName(name);
        pins.pin(version);
        writer.lock();
        try {
            // Opened, so that nobody names what is not there.
            opened(version).close();
            DatasetForce.force(dataset.folders(), List.of(dataset.tag(name, version)));
        } finally {
            writer.unlock();
            pins.unpin(version);
        }
    }

    private DatasetVersion opened(long version) {
        try {
            return dataset.at(version);
        } catch (StorageException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                throw new VersionNotFound(dataset.description() + " has no version " + version);
            }
            throw e;
        }
    }

    @Override
    public void untag(String name) {
        requireName(name);
        writer.lock();
        try {
            dataset.untag(name);
            dataset.folders().folder(DatasetFolder.TAGS).force();
        } finally {
            writer.unlock();
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new StorageException(
                    Kind.INVALID_ARGUMENT,
                    "a tag '" + name + "': letters, digits, '-', '_' and single '.' between them, up to 200");
        }
    }
}
