package dev.grantlake.lance;

import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.testing.TableContract;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@NativeTest
class LanceTableTest implements TableContract {

    @TempDir
    Path folder;

    private int made;

    @Override
    public DatasetLocation location() {
        return LanceLocation.of(folder.resolve(made++ + ".lance"), LanceMemory.DEFAULT);
    }
}
