package dev.grantlake.lsm.manifest;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.record.LogWriter;
import dev.grantlake.vfs.FileOutput;

import java.util.List;

/**
 * Writes a manifest, byte for byte as Pebble v2.1.5 does. Belongs to one thread; neither finishes nor closes the file.
 * See {@code docs/formats/pebble-directory.md}, "Manifest".
 */
public final class ManifestWriter {

    private final LogWriter log;
    private final ManifestEncoder encoder = new ManifestEncoder();

    /** A writer at the start of {@code out}, to which nobody else writes. */
    public ManifestWriter(FileOutput out) {
        this.log = LogWriter.ofManifest(out);
    }

    /**
     * Appends one record: what takes effect together, in this order. A table is written with the shortest of the tags
     * that can say what is known of it, whatever tag {@link ManifestEdit.NewTable} names.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for a table whose values lie in other files
     */
    public void write(List<ManifestEdit> edits) {
        edits.forEach(encoder::add);
        log.write(encoder.take());
    }
}
