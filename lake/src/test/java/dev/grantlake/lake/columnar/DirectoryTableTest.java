package dev.grantlake.lake.columnar;

import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.TableContract;

import java.time.Instant;
import java.time.InstantSource;

class DirectoryTableTest implements TableContract {

    @Override
    public DatasetLocation location() {
        return FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));
    }
}
