package dev.grantlake.lsm.inspect;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class LevelAuditTest {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(0), new ReadMetrics());

    /** Virtual tables show parts of table 2, which has 100 keys. */
    private static final String BACKING = "3 9 4 10 105 2 1584 ";

    @Test
    void newerVersionsMayOnlyLieAbove() {
        assertThat(faults(BACKING + table(6, 7, 0, 99, 4) + table(0, 8, 40, 59, 6) + table(5, 9, 50, 69, 5)))
                .isEmpty();
    }

    @Test
    void aNewerVersionBelowIsNamedWithBothPlaces() {
        List<Fault> faults = faults(BACKING + table(6, 7, 0, 99, 6) + table(2, 8, 40, 42, 5));
        assertThat(faults).hasSize(3).allMatch(fault -> fault.lost().isEmpty());
        assertThat(faults.get(0).where().file()).endsWith("/000002.sst");
        assertThat(faults.get(0).message())
                .isEqualTo(
                        "6b303030303430 has sequence number 6 in level 6, above it 5 in level 2: reads find the older version");
    }

    @Test
    void everyPairOfLevelsCounts() {
        assertThat(faults(BACKING + table(6, 7, 0, 9, 3) + table(4, 8, 0, 9, 1) + table(2, 9, 0, 9, 5)))
                .hasSize(10)
                .allMatch(fault -> fault.message().contains("3 in level 6, above it 1 in level 4"));
        assertThat(faults(BACKING + table(6, 7, 0, 9, 3) + table(4, 8, 20, 29, 9) + table(2, 9, 0, 9, 2)))
                .hasSize(10)
                .allMatch(fault -> fault.message().contains("3 in level 6, above it 2 in level 2"));
    }

    @Test
    void whatCannotBeReadIsPassedOver() {
        MemoryVfs directory = directory(BACKING + table(6, 7, 0, 99, 6) + table(5, 8, 0, 99, 5))
                .put("000002.sst", Bytes.wrap(new byte[1584]));
        assertThat(faults(directory)).isEmpty();
    }

    @Test
    void levelsThatGoWroteAreInOrder() {
        assertThat(faults(PebbleFixtures.directory("levels", "levels"))).isEmpty();
    }

    private static List<Fault> faults(String edit) {
        return faults(directory(edit));
    }

    private static List<Fault> faults(MemoryVfs directory) {
        List<Fault> faults = new ArrayList<>();
        LeakCheckingVfs checked = new LeakCheckingVfs(directory);
        requireNonNull(DatabaseAudit.of(checked, OPTIONS, faults::add)).auditLevels();
        checked.requireNothingOpen();
        faults.removeIf(fault -> fault.kind() != Fault.Kind.LEVELS);
        return faults;
    }

    private static String table(int level, long number, int first, int last, long sequence) {
        return String.format(
                "103 %d %d 400 k%06d#%d,SET k%06d#%d,SET %d %d 66 2 1 ",
                level, number, first, sequence, last, sequence, sequence, sequence);
    }

    private static MemoryVfs directory(String edit) {
        return PebbleFixtures.directory("minimal_handbuilt", "minimal_handbuilt")
                .put("MANIFEST-000001", Bytes.wrap(EditScript.manifest(List.of(edit))));
    }
}
