package dev.grantlake.lance;

import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.testing.DatasetContract;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@NativeTest
class LanceDatasetTest implements DatasetContract {

    @TempDir
    Path folder;

    @Override
    public DatasetLocation location() {
        return LanceLocation.of(folder.resolve("kv.lance"), LanceMemory.DEFAULT);
    }
}
