package dev.grantlake.lake.testing;

import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.vfs.WritableVfs;

import java.util.function.Function;

/** Folders that a test has at hand: those of a disk that forgets, or that fails. */
record FakeFolders(Function<DatasetFolder, WritableVfs> source) implements DatasetFolders {

    @Override
    public WritableVfs folder(DatasetFolder folder) {
        return source.apply(folder);
    }

    @Override
    public void close() {}
}
