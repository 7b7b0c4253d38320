package dev.grantlake.lance;

import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The folders of a dataset on disk, opened when they are first asked for. */
final class LanceFolders implements DatasetFolders {

    private final Path dataset;
    private final UnaryOperator<WritableVfs> disk;
    private final Map<DatasetFolder, WritableVfs> open = new EnumMap<>(DatasetFolder.class);

    LanceFolders(Path dataset) {
        this(dataset, UnaryOperator.identity());
    }

    /** Each folder is what {@code disk} makes of it. */
    LanceFolders(Path dataset, UnaryOperator<WritableVfs> disk) {
        this.dataset = dataset;
        this.disk = disk;
    }

    @Override
    public synchronized WritableVfs folder(DatasetFolder folder) {
        return open.computeIfAbsent(folder, key -> disk.apply(WritableDiskVfs.create(dataset.resolve(key.path()))));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(WritableVfs::close);
        open.clear();
    }
}
