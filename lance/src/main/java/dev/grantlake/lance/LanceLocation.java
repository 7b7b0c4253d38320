package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

import static dev.grantlake.base.StorageException.Kind.NOT_FOUND;

/** A folder of the local disk that is or becomes a Lance dataset. */
public final class LanceLocation implements DatasetLocation {

    private static final String MANIFEST = ".manifest";
    private static final int DIGITS = 20;

    private final Path folder;
    private final LanceMemory memory;
    private final UnaryOperator<WritableVfs> disk;

    private LanceLocation(Path folder, LanceMemory memory, UnaryOperator<WritableVfs> disk) {
        this.folder = folder;
        this.memory = memory;
        this.disk = disk;
    }

    /**
     * The dataset in {@code folder}, by convention a name that ends in {@code .lance}. Loads the native library, which
     * takes seconds the first time.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code UNSUPPORTED} where there is no library for the
     *     platform
     */
    public static LanceLocation of(Path folder, LanceMemory memory) {
        return of(folder, memory, UnaryOperator.identity());
    }

    /** The same; its folders, as far as we write to them and force them, are what {@code disk} makes of them. */
    static LanceLocation of(Path folder, LanceMemory memory, UnaryOperator<WritableVfs> disk) {
        LanceLibrary.ensureLoaded();
        return new LanceLocation(folder.toAbsolutePath().normalize(), memory, disk);
    }

    @Override
    public String description() {
        return folder.toString();
    }

    @Override
    public boolean exists() {
        try (Vfs versions = DiskVfs.open(folder.resolve(DatasetFolder.VERSIONS.path()))) {
            return versions.list().stream().anyMatch(name -> versionOf(name) > 0);
        } catch (StorageException e) {
            if (e.kind() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Dataset create() {
        return LanceDataset.create(folder, new LanceFolders(folder, disk), memory);
    }

    @Override
    public Dataset open() {
        return LanceDataset.open(folder, new LanceFolders(folder, disk), memory);
    }

    @Override
    public DatasetFolders folders() {
        return new LanceFolders(folder, disk);
    }

    @Override
    public long versionOf(String manifestName) {
        return number(manifestName);
    }

    /** The number in a manifest's name, which counts down, so that the newest comes first in a listing. */
    static long number(String name) {
        if (name.length() != DIGITS + MANIFEST.length() || !name.endsWith(MANIFEST)) {
            return -1;
        }
        try {
            return -1L - Long.parseUnsignedLong(name.substring(0, DIGITS));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static String manifestName(long number) {
        return Long.toUnsignedString(-1L - number) + MANIFEST;
    }
}
