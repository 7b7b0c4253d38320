package dev.grantlake.lance;

import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The folders of a dataset on disk, opened when they are first asked for. */
final class LanceFolders implements DatasetFolders {

    private final Path dataset;
    private final Map<DatasetFolder, WritableVfs> open = new EnumMap<>(DatasetFolder.class);

    LanceFolders(Path dataset) {
        this.dataset = dataset;
    }

    @Override
    public synchronized WritableVfs folder(DatasetFolder folder) {
        return open.computeIfAbsent(folder, key -> WritableDiskVfs.create(dataset.resolve(key.path())));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(WritableVfs::close);
        open.clear();
    }
}
