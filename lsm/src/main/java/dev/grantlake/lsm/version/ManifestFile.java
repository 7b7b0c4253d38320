package dev.grantlake.lsm.version;

import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.OptionsFile;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestWriter;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;

/** A manifest that is being written. It begins with all that a version holds, and goes on with what changed since. */
final class ManifestFile implements AutoCloseable {

    private final long number;
    private final WritableFile file;
    private final ManifestWriter writer;
    private final int tablesAtStart;
    private int changedTables;

    private ManifestFile(long number, WritableFile file, int tablesAtStart) {
        this.number = number;
        this.file = file;
        this.writer = new ManifestWriter(file);
        this.tablesAtStart = tablesAtStart;
    }

    /**
     * Creates a manifest that begins with {@code version}. Nothing of it is on disk yet.
     *
     * @param nextFileNumber greater than the number of this manifest
     */
    static ManifestFile create(WritableVfs directory, long number, Version version, long nextFileNumber) {
        WritableFile file = directory.createFile(FileName.ofManifest(number));
        try {
            ManifestFile manifest = new ManifestFile(number, file, version.tableCount());
            manifest.writer.write(snapshot(version, nextFileNumber));
            return manifest;
        } catch (RuntimeException | Error e) {
            try (file) {
                throw e;
            }
        }
    }

    long number() {
        return number;
    }

    String name() {
        return FileName.ofManifest(number);
    }

    /** Appends what takes effect together; on disk it is after {@link #force}. */
    void add(List<ManifestEdit> record) {
        writer.write(record);
        for (ManifestEdit edit : record) {
            if (edit instanceof ManifestEdit.NewTable || edit instanceof ManifestEdit.DeletedTable) {
                changedTables++;
            }
        }
    }

    void force() {
        file.force();
    }

    /**
     * Whether a new manifest should be begun, as Pebble decides it: this one is large, and for the most part about
     * tables that are gone.
     */
    boolean outgrown(long maxBytes, int presentTables) {
        return file.size() >= maxBytes && (changedTables > tablesAtStart || changedTables > presentTables);
    }

    @Override
    public void close() {
        file.close();
    }

    private static List<ManifestEdit> snapshot(Version version, long nextFileNumber) {
        List<ManifestEdit> edits = new ArrayList<>();
        edits.add(new ManifestEdit.Comparer(OptionsFile.COMPARER));
        if (version.counters().logNumber() != 0) {
            edits.add(new ManifestEdit.LogNumber(version.counters().logNumber()));
        }
        edits.add(new ManifestEdit.NextFileNumber(nextFileNumber));
        version.backings().forEach((backing, size) -> edits.add(new ManifestEdit.CreatedBacking(backing, size)));
        edits.add(new ManifestEdit.LastSequence(version.counters().lastSequence()));
        for (Level level : version.levels()) {
            for (TableMetadata table : level.tables()) {
                edits.add(ManifestEdit.NewTable.of(level.number(), table));
            }
        }
        return edits;
    }
}
