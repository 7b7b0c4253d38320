package dev.grantlake.lake.dataset;

import dev.grantlake.lake.testing.DatasetContract;
import dev.grantlake.lake.testing.FakeDatasetLocation;

import java.time.Instant;
import java.time.InstantSource;

class FakeDatasetTest implements DatasetContract {

    @Override
    public DatasetLocation location() {
        return FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));
    }
}
