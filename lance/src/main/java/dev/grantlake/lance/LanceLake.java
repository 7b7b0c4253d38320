package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.maintenance.Migration;
import dev.grantlake.lake.maintenance.TableOpening;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.recovery.LakeOpening;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Files;
import java.nio.file.Path;

/** Lakes whose dataset the Lance library keeps, in a folder of the local disk. */
public final class LanceLake {

    private LanceLake() {}

    /**
     * Opens the lake at {@code folder}, and makes one, and its folder, if there is none; the caller closes it.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if somebody else has it open, {@code UNSUPPORTED}
     *     where there is no native library for the platform, {@code CORRUPT} if what is there is damaged
     * @throws dev.grantlake.lake.error.MigrationRequired if the dataset has other columns
     */
    public static Lake open(Path folder, LakeOptions options) {
        return open(folder, options, LanceMemory.DEFAULT);
    }

    /** As above, where the library may take so much native memory. */
    public static Lake open(Path folder, LakeOptions options, LanceMemory memory) {
        LanceLocation location = LanceLocation.of(LakeFolders.dataset(folder), memory);
        TableOptions table = TableOptions.DEFAULT
                .withDirectoryBytes(options.directoryBytes())
                .withCacheBytes(options.cacheBytes());
        return Lake.open(LakeFolders.at(folder), new TableOpening(location, table), options);
    }

    /**
     * Gives the dataset of the lake at {@code folder} the columns of the present format, if it has those of format 1;
     * nobody may have it open.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if other software has left a log in the dataset, or
     *     has it open
     */
    public static void migrate(Path folder) {
        Path dataset = LakeFolders.dataset(folder);
        LanceLocation location = LanceLocation.of(dataset, LanceMemory.DEFAULT);
        try (LakeFolders folders = LakeFolders.at(folder)) {
            LakeOpening locked = LakeOpening.begin(folders);
            try (locked;
                    Vfs files = DiskVfs.open(dataset)) {
                Migration.migrate(location, files);
            }
        }
    }

    /** Whether there is a lake at {@code folder}, sound or not. */
    public static boolean exists(Path folder) {
        return Files.isDirectory(LakeFolders.dataset(folder));
    }
}
