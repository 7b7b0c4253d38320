package dev.grantlake.lsm.version;

import dev.grantlake.base.Location;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.ArrayList;
import java.util.List;

/**
 * An edit that is complete and fits to the version it is for.
 *
 * @param record its fields, in the order in which Pebble writes them
 * @param after the version that it leads to
 * @param hasNewFiles whether it names a file that the version before did not
 */
record VersionChange(List<ManifestEdit> record, Version after, boolean hasNewFiles) {

    private static final int RECORD = 1;

    /**
     * Completes what is stated and applies it.
     *
     * @throws dev.grantlake.base.StorageException as {@link VersionBuilder} throws it
     */
    static VersionChange of(
            Version before, List<ManifestEdit> stated, long nextFileNumber, String manifest, int maxTables) {
        Location where = Location.of(manifest, "version edit");
        VersionBuilder builder = VersionBuilder.from(before, manifest, maxTables);
        builder.apply(new ManifestRecord(where, 0, RECORD, stated));
        List<ManifestEdit> derived = new ArrayList<>();
        long logNumber = logNumber(before, stated);
        if (logNumber != 0) {
            derived.add(new ManifestEdit.LogNumber(logNumber));
        }
        derived.add(new ManifestEdit.NextFileNumber(nextFileNumber));
        for (long backing : builder.unusedBackings()) {
            derived.add(new ManifestEdit.RemovedBacking(backing));
        }
        ManifestEdit lastSequence = new ManifestEdit.LastSequence(lastSequence(before, stated));
        builder.apply(new ManifestRecord(where, 0, RECORD, derived));
        builder.apply(new ManifestRecord(where, 0, RECORD, List.of(lastSequence)));
        Version after = builder.build();

        List<ManifestEdit> record = new ArrayList<>(derived);
        add(ManifestEdit.CreatedBacking.class, stated, record);
        record.add(lastSequence);
        add(ManifestEdit.DeletedTable.class, stated, record);
        add(ManifestEdit.NewTable.class, stated, record);
        return new VersionChange(
                List.copyOf(record),
                after,
                !before.files().keySet().containsAll(after.files().keySet()));
    }

    private static long logNumber(Version before, List<ManifestEdit> stated) {
        long number = before.counters().logNumber();
        for (ManifestEdit edit : stated) {
            if (edit instanceof ManifestEdit.LogNumber log) {
                number = Math.max(number, log.number());
            }
        }
        return number;
    }

    /** Keys above the last sequence number would not be seen. */
    private static long lastSequence(Version before, List<ManifestEdit> stated) {
        long sequence = before.counters().lastSequence();
        for (ManifestEdit edit : stated) {
            if (edit instanceof ManifestEdit.LastSequence last) {
                sequence = Math.max(sequence, last.sequence());
            } else if (edit instanceof ManifestEdit.NewTable added) {
                TableMetadata table = added.table();
                sequence = Math.max(sequence, table.largestSequence());
            }
        }
        return sequence;
    }

    private static <T extends ManifestEdit> void add(
            Class<T> kind, List<ManifestEdit> stated, List<ManifestEdit> record) {
        for (ManifestEdit edit : stated) {
            if (kind.isInstance(edit)) {
                record.add(edit);
            }
        }
    }
}
