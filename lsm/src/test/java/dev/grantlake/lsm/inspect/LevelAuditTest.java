package dev.grantlake.lsm.inspect;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.lsm.sstable.TableScript;
import dev.grantlake.lsm.wal.WalScript;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
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

    @Test
    void aPointAboveARangeDeletionThatIsNewer() {
        assertThat(messages("2 a#5,SET c#5,SET", "6 [a,c)#7 b#3,SET"))
                .containsExactly("61 has sequence number 5 in level 2, and a range deletion with 7 in level 6 covers"
                        + " it: reads show what was deleted");
        assertThat(messages("2 a#7,SET", "6 [a,c)#7")).isEmpty();
        assertThat(messages("2 c#5,SET", "6 [a,c)#7")).isEmpty();
        assertThat(messages("0 a#5,SET", "4 a#4,SET", "6 [a,c)#7"))
                .as("one for each level")
                .hasSize(2);
    }

    @Test
    void aRangeDeletionAboveNewerPointsHidesNothingWrongly() {
        assertThat(messages("2 [a,c)#5", "6 b#7,SET")).isEmpty();
        assertThat(messages("2 [a,c)#7", "6 b#5,SET")).isEmpty();
    }

    @Test
    void rangeDeletionsMustBeNewerFurtherUp() {
        assertThat(messages("2 [a,c)#8", "6 [b,c)#7")).isEmpty();
        assertThat(messages("2 [a,c)#8", "6 [b,d)#9", "5 [c,d)#3"))
                .containsExactly(
                        "the range deletion of [62, 63) has sequence number 9 in level 6, above it 8 in level 2",
                        "the range deletion of [63, 64) has sequence number 9 in level 6, above it 3 in level 5");
        assertThat(messages("2 [a,c)#8 [c,e)#8 [e,g)#5", "6 [a,b)#7 [b,e)#8 [e,f)#5 [f,h)#6"))
                .containsExactly(
                        "the range deletion of [66, 67) has sequence number 6 in level 6, above it 5 in level 2");
        assertThat(messages("6 [a,c)#9 [a,c)#7", "2 [a,c)#8")).hasSize(1);
    }

    @Test
    void whatNobodySeesIsInNobodysWay() {
        assertThat(messages("2 a#5,SET", "6 a#11,SET [a,c)#12")).hasSize(2);
        MemoryVfs directory = TableDirectory.of(3, "2 a#5,SET", "6 a#11,SET [a,c)#12");
        assertThat(messages(directory)).isEmpty();
    }

    @Test
    void logsLieAboveAllTables() {
        String log = "log 000009.log";
        assertThat(messages(withLog(TableDirectory.of(20, "6 a#5,SET"), log, "batch LEGACY 21: set a 1")))
                .isEmpty();
        assertThat(messages(withLog(
                        TableDirectory.of(20, "6 a#5,SET b#20,SET [c,f)#20"),
                        log,
                        "batch LEGACY 17: set a 1, set b 2, range_delete d e")))
                .hasSize(2)
                .contains("62 has sequence number 20 in level 6, above it 18 in the logs: reads find the older version")
                .anyMatch(message -> message.contains("[64, 65)"))
                .noneMatch(message -> message.contains("61 has"));
        assertThat(messages(withLog(TableDirectory.of(20, "6 [a,c)#20"), log, "batch LEGACY 12: set a 1")))
                .containsExactly("61 has sequence number 12 in the logs, and a range deletion with 20 in level 6 covers"
                        + " it: reads show what was deleted");
    }

    @Test
    void tablesThatALogTakesInLieAboveItsOlderParts() {
        MemoryVfs sound = withLog(
                TableDirectory.of(20, "6 a#20,SET"),
                "log 000009.log",
                "batch LEGACY 21: ingest_sst 7",
                "batch LEGACY 22: set a 1");
        sound.put("000007.sst", TableScript.table("a#0,SET"));
        assertThat(messages(sound)).isEmpty();
        MemoryVfs older =
                withLog(TableDirectory.of(20, "6 a#20,SET"), "log 000009.log", "batch LEGACY 15: ingest_sst 7");
        older.put("000007.sst", TableScript.table("a#0,SET"));
        assertThat(messages(older))
                .containsExactly(
                        "61 has sequence number 20 in level 6, above it 15 in the logs: reads find the older version");
    }

    /** A random database, whose faults are known from looking at every pair of what it holds. */
    @Test
    void randomDatabasesAreJudgedAsByComparingEverything(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            List<String> tables = new ArrayList<>();
            List<List<long[]>> model = new ArrayList<>();
            for (int level = 1; level <= 6; level++) {
                List<long[]> entries = new ArrayList<>();
                StringBuilder words = new StringBuilder();
                long oldest = 10L * (6 - level) + 1;
                for (int key = 0; key < 4; key++) {
                    if (dice.oneIn(3)) {
                        long sequence = oldest + dice.below(14);
                        entries.add(new long[] {key, key, sequence});
                        words.append((char) ('a' + key))
                                .append('#')
                                .append(sequence)
                                .append(",SET ");
                    }
                }
                int start = dice.below(4);
                int end = dice.between(start + 1, 4);
                if (dice.oneIn(2)) {
                    long sequence = oldest + dice.below(14);
                    entries.add(new long[] {start, end, sequence});
                    words.append('[')
                            .append((char) ('a' + start))
                            .append(',')
                            .append((char) ('a' + end))
                            .append(")#")
                            .append(sequence);
                }
                if (!entries.isEmpty()) {
                    tables.add(level + " " + words);
                    model.add(entries);
                }
            }
            assertThat(!messages(tables.toArray(String[]::new)).isEmpty())
                    .as("%s", tables)
                    .isEqualTo(isFaulty(model));
        }
    }

    private static boolean isFaulty(List<List<long[]>> levels) {
        for (int upper = 0; upper < levels.size(); upper++) {
            for (int lower = upper + 1; lower < levels.size(); lower++) {
                for (long[] above : levels.get(upper)) {
                    for (long[] below : levels.get(lower)) {
                        boolean aboveIsPoint = above[0] == above[1];
                        boolean belowIsPoint = below[0] == below[1];
                        boolean meet = aboveIsPoint
                                ? belowIsPoint ? above[0] == below[0] : below[0] <= above[0] && above[0] < below[1]
                                : !belowIsPoint && Math.max(above[0], below[0]) < Math.min(above[1], below[1]);
                        if (meet && below[2] > above[2]) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private static List<Fault> faults(String edit) {
        return faults(directory(edit));
    }

    private static List<String> messages(String... tables) {
        return messages(TableDirectory.of(100, tables));
    }

    private static List<String> messages(MemoryVfs directory) {
        return faults(directory).stream().map(Fault::message).toList();
    }

    private static MemoryVfs withLog(MemoryVfs directory, String... script) {
        MemoryVfs logs = WalScript.run(List.of(script));
        logs.list().forEach(name -> directory.put(name, logs.open(name).read(0, (int) logs.size(name))));
        return directory;
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
