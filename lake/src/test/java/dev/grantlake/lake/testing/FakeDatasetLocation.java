package dev.grantlake.lake.testing;

import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A dataset whose files lie in folders that the test gives, unforced as the library's are. Opened twice, it is the same
 * dataset in the hands of two writers.
 */
public final class FakeDatasetLocation implements DatasetLocation {

    private final FakeFolders folders;
    private final InstantSource clock;
    private final boolean format1;

    private FakeDatasetLocation(FakeFolders folders, InstantSource clock, boolean format1) {
        this.folders = folders;
        this.clock = clock;
        this.format1 = format1;
    }

    /** In folders of memory. */
    public static FakeDatasetLocation inMemory(InstantSource clock) {
        Map<DatasetFolder, WritableVfs> folders = new EnumMap<>(DatasetFolder.class);
        for (DatasetFolder folder : DatasetFolder.values()) {
            folders.put(folder, new MemoryVfs("kv.lance/" + folder.path()));
        }
        return in(folders::get, clock);
    }

    /** In the folders that {@code source} gives, which stay the test's. */
    public static FakeDatasetLocation in(Function<DatasetFolder, WritableVfs> source, InstantSource clock) {
        return new FakeDatasetLocation(new FakeFolders(source), clock, false);
    }

    /** The same place; what is created there has the four columns of format 1. */
    public FakeDatasetLocation asFormat1() {
        return new FakeDatasetLocation(folders, clock, true);
    }

    @Override
    public String description() {
        return "kv.lance";
    }

    @Override
    public boolean exists() {
        return folders.folder(DatasetFolder.VERSIONS).list().stream().anyMatch(name -> versionOf(name) > 0);
    }

    @Override
    public Dataset create() {
        return FakeDataset.create(this, clock, format1 ? 4 : 5);
    }

    /** Does as somebody does who puts another dataset in place of this one: no rows, the first columns of five. */
    public void overwrite(int columns) {
        new FakeDataset(this, clock).overwrite(columns).version().close();
    }

    @Override
    public Dataset open() {
        return FakeDataset.open(this, clock);
    }

    @Override
    public DatasetFolders folders() {
        return folders;
    }

    @Override
    public long versionOf(String manifestName) {
        return FakeManifest.number(manifestName);
    }
}
