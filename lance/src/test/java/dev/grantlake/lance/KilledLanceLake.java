package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.LakeKills;
import dev.grantlake.lake.testing.LakeWriters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** A lake on the library, to be worked on until the process is killed. */
final class KilledLanceLake implements LakeKills.Subject {

    @Override
    public List<String> command(Path store, Path temporary) {
        return LakeKills.command(KilledLanceLake.class, store, temporary, "--add-opens=java.base/java.nio=ALL-UNNAMED");
    }

    public static void main(String[] args) {
        LakeWriters.workForEver(new KilledLanceLake().open(Path.of(args[0])), true);
    }

    @Override
    public Lake open(Path store) {
        LakeOptions options = LakeOptions.COMPAT.toBuilder()
                .tickInterval(Duration.ofMillis(20))
                .minFlushInterval(Duration.ofMillis(5))
                .maxPendingRows(200)
                .walSegment(64 << 10, 16 << 10)
                .build();
        return LanceLake.open(store, options);
    }

    /** One row for each key, the right one. */
    @Override
    public void check(Path store, Map<Bytes, LakeKills.Row> rows) {
        Set<Bytes> missing = new HashSet<>();
        rows.forEach((key, row) -> {
            if (row.value() != null) {
                missing.add(key);
            }
        });
        Set<Bytes> seen = new HashSet<>();
        for (PlainRow row : PlainDataset.allRows(LakeFolders.dataset(store))) {
            LakeKills.Row expected = rows.get(row.key());
            assertThat(expected).as("%s", row).isNotNull();
            assertThat(seen.add(row.key()))
                    .as("the only row of its key: %s", row)
                    .isTrue();
            assertThat(row.tombstone() ? null : row.value()).as("%s", row).isEqualTo(expected.value());
            if (expected.seq() != 0) {
                assertThat(row.seq()).as("%s", row).isEqualTo(expected.seq());
            }
            missing.remove(row.key());
        }
        assertThat(missing).isEmpty();
    }
}
