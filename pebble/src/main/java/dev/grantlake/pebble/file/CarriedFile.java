package dev.grantlake.pebble.file;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zWriter;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.vfs.OverlayVfs;
import dev.grantlake.vfs.Vfs;

import java.util.Optional;

/** Writes a database to a file, of which a part lies in another file already: frames of that go over as they are. */
public final class CarriedFile {

    /** Read for the manifest are a few rows. */
    private static final int CACHE_BYTES = 4 << 20;

    private CarriedFile() {}

    /**
     * Writes the database in {@code directory}, and puts the file in place. What has been carried over was decoded and
     * held against its hash before.
     *
     * @param target closed in any case
     * @param directory a database at rest; a file of it whose content lies in the payload of {@code origin} under the
     *     same name is not written anew
     */
    public static void write(
            NewFile target, OverlayVfs directory, C1zFile origin, KeyLayout layout, WriteOptions options) {
        String file = target.description();
        LsmReadOptions reading = new LsmReadOptions(new BufferCache(CACHE_BYTES), new ReadMetrics());
        Vfs payload = origin.payload();
        try (NewFile closing = target;
                ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, reading);
                C1zWriter container = C1zWriter.open(closing, ContainerOptions.of(options))) {
            for (String name : directory.list()) {
                if (directory.nameIn(payload, name).equals(Optional.of(name))) {
                    container.carry(origin, name);
                } else {
                    container.copy(directory, name);
                }
            }
            container.finish(FileManifest.of(database, layout, DatabaseDirectory.MAX_FORMAT_VERSION, file));
        }
    }
}
