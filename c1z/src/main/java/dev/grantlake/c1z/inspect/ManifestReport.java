package dev.grantlake.c1z.inspect;

import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.FullManifest;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;

import java.util.List;
import java.util.Locale;

/**
 * Every field of a manifest, known and unknown.
 *
 * @param manifest the message itself
 * @param fields its content in the order of the schema, unknown fields last
 */
public record ManifestReport(C1ZManifestV3 manifest, List<Field> fields) {

    /**
     * One field.
     *
     * @param depth how many messages it is inside of
     * @param name as in the schema, with the index or key of a repeated one; the number of an unknown one
     * @param value empty for a message whose fields follow
     */
    public record Field(int depth, String name, String value) {}

    public ManifestReport {
        fields = List.copyOf(fields);
    }

    /**
     * Reads the manifest of the container {@code name} in {@code vfs}.
     *
     * @throws StorageException as {@link FullManifest#read}
     */
    public static ManifestReport of(Vfs vfs, String name) {
        C1ZManifestV3 manifest = FullManifest.read(vfs, name);
        return new ManifestReport(manifest, new ManifestFields().of(manifest));
    }

    /** The report as text, one field a line. */
    public List<String> lines() {
        return fields.stream()
                .map(field -> ("  ".repeat(field.depth())
                                + String.format(Locale.ROOT, "%-22s %s", field.name(), field.value()))
                        .stripTrailing())
                .toList();
    }
}
