package dev.grantlake.lsm.manifest;

import dev.grantlake.base.Location;

import java.util.List;

/**
 * One version edit: what one record of the manifest changes, all of it at once.
 *
 * @param where the manifest, and where the record's first chunk begins
 * @param length bytes of the record without framing
 * @param chunks how many pieces it lies in
 * @param edits its fields in file order
 */
public record ManifestRecord(Location where, int length, int chunks, List<ManifestEdit> edits) {

    public ManifestRecord {
        edits = List.copyOf(edits);
    }
}
