package dev.grantlake.lake.maintenance;

import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.testing.FakeRows;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A dataset as the software before had it: without sequence numbers, its batches stamped. */
final class FormatOne {

    private FormatOne() {}

    static void write(DatasetLocation location, FakeRows rows) {
        try (Dataset dataset = location.create()) {
            List<Addition> added = dataset.write(rows, rows.maxSeq(), 1000).stream()
                    .map(Addition::of)
                    .toList();
            dataset.commit(new Change(1, added, Map.of(), Set.of(), Map.of()))
                    .version()
                    .close();
        }
    }
}
