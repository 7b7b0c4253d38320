package dev.grantlake.lake.recovery;

import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;

import java.nio.file.Path;

/**
 * The directories of a lake that are its own: {@code LOCK} and {@code CHECKPOINT} lie in the root, the log in
 * {@code wal}. The dataset, in {@code kv.lance} beside them, belongs to its library. Whoever makes this closes it.
 *
 * @param root closed with this
 * @param wal closed with this
 */
public record LakeFolders(WritableVfs root, WritableVfs wal) implements AutoCloseable {

    private static final String WAL = "wal";
    private static final String DATASET = "kv.lance";

    /**
     * The folders of the lake at {@code store}, which are created if they are not there.
     *
     * @throws StorageException of kind {@code ALREADY_EXISTS} if something is there that is no folder
     */
    public static LakeFolders at(Path store) {
        WritableVfs root = WritableDiskVfs.create(store);
        try {
            return new LakeFolders(root, WritableDiskVfs.create(store.resolve(WAL)));
        } catch (RuntimeException | Error e) {
            try (root) {
                throw e;
            }
        }
    }

    /** Where the dataset of the lake at {@code store} lies. */
    public static Path dataset(Path store) {
        return store.resolve(DATASET);
    }

    @Override
    public void close() {
        try (root) {
            wal.close();
        }
    }
}
