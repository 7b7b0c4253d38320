package dev.grantlake.lsm.inspect;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class TableAuditTest {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(0), new ReadMetrics());
    private static final String WRONG = "OBSOLETE points marked as obsolete that are not: ";
    private static final String UNSEEN = "; Pebble does not see them";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6 a#9,SET a#8,SET,obsolete b#7,SET",
                "6 a#9,SET a#8,SET | a#7,SET,obsolete | a#6,DELETE,obsolete",
                "6 a#9,MERGE a#8,MERGE a#7,SET a#6,MERGE,obsolete",
                "6 a#9,DELETE,obsolete b#9,SINGLE_DELETE,obsolete c#9,DELETE_SIZED,obsolete",
                "3 a#9,DELETE a#8,SET,obsolete",
                "3 [a,c)#9 b#8,SET,obsolete b#7,MERGE,obsolete",
                "6 a#9,MERGE a#8,DELETE,obsolete a#7,SET,obsolete",
            })
    void whatIsMarkedAsObsoleteAndIs(String table) {
        assertThat(faults(TableDirectory.of(100, table))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "61: 6 a#9,SET,obsolete b#7,SET",
                "61: 6 a#9,MERGE a#8,SET,obsolete",
                "61: 6 a#9,MERGE a#8,MERGE | a#7,MERGE,obsolete",
                "61: 5 a#9,DELETE,obsolete",
                "63: 3 [a,c)#9 b#8,SET,obsolete c#8,SET,obsolete",
                "62: 3 [a,c)#9 b#9,SET,obsolete b#8,SET,obsolete",
            })
    void whatIsMarkedAsObsoleteAndIsNot(String keyAndTable) {
        String[] parts = keyAndTable.split(": ", 2);
        assertThat(faults(TableDirectory.of(100, parts[1])))
                .containsExactly(WRONG + "1, the first at " + parts[0] + UNSEEN);
    }

    @Test
    void aFaultForEachBlock() {
        assertThat(faults(TableDirectory.of(
                        100, "6 a#9,SET,obsolete b#9,SET c#9,SET,obsolete | d#9,SET | e#9,SET,obsolete")))
                .containsExactly(WRONG + "2, the first at 61" + UNSEEN, WRONG + "1, the first at 65" + UNSEEN);
    }

    @Test
    void blocksAndTablesThatAreNotedAsObsolete() {
        assertThat(faults(TableDirectory.of(100, "6 a#9,SET a#8,SET | b#9,SET note=00")))
                .containsExactly(WRONG + "1, the first at 61" + UNSEEN, WRONG + "1, the first at 62" + UNSEEN);
        assertThat(faults(TableDirectory.of(100, "6 a#9,SET note=0174"))).hasSize(1);
        assertThat(faults(TableDirectory.of(100, "6 a#9,SET note=01"))).isEmpty();
        assertThat(faults(TableDirectory.of(100, "6 a#9,DELETE b#9,DELETE note=0174")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"6 [a,c)#9 [b,d)#8", "6 [a,c)#8 [a,c)#9", "6 [b,c)#9 [a,b)#8", "6 [c,a)#9", "6 [a,c)#9 [a,d)#8"})
    void rangeDeletionsThatAreNotFragments(String table) {
        assertThat(faults(TableDirectory.of(100, table)))
                .hasSize(1)
                .allMatch(fault -> fault.startsWith("TABLE expected"));
    }

    @Test
    void rangeDeletionsThatAreFragments() {
        assertThat(faults(TableDirectory.of(100, "6 [a,c)#9 [a,c)#8 [c,d)#8 [e,f)#7")))
                .isEmpty();
    }

    @Test
    void numbersOfAVirtualTableAreThoseOfWhatItShows() {
        String file = "a#9,SET c#20,SET e#12,SET [f,k)#30";
        assertThat(faults(TableDirectory.virtual(
                        file,
                        "6 a#9,SET b#0,SET 8 12",
                        "6 c#20,SET d#end,RANGE_DELETE 12 20",
                        "6 d#1,SET h#end,RANGE_DELETE 12 30")))
                .isEmpty();
        assertThat(faults(TableDirectory.virtual(file, "6 a#9,SET c#end,RANGE_DELETE 9 12", "5 c#9,SET f#0,SET 9 12")))
                .containsExactly("SEQUENCE sequence numbers 12 to 30, outside of the manifest's 9 to 12 for virtual"
                        + " table 22");
        assertThat(faults(TableDirectory.virtual(file, "5 g#9,SET z#0,SET 31 40")))
                .containsExactly("SEQUENCE sequence numbers 30 to 30, outside of the manifest's 31 to 40 for virtual"
                        + " table 21");
        assertThat(faults(TableDirectory.virtual(file, "5 a#9,SET z#0,SET 40 40")))
                .as("one number is that of all keys")
                .isEmpty();
    }

    @Test
    void aVirtualTableThatShowsNothing() {
        assertThat(faults(TableDirectory.virtual(
                        "a#9,SET c#20,SET e#12,SET [f,k)#30",
                        "6 c#1,SET e#end,RANGE_DELETE 9 30",
                        "6 k#1,SET z#1,SET 9 30")))
                .hasSize(1)
                .allMatch(fault -> fault.startsWith("VIRTUAL virtual table 22 shows nothing of it, from [6b#1"));
    }

    @Test
    void whatGoWroteIsSound() {
        for (String directory : List.of("levels", "excise_direct", "checkpoint_baton")) {
            assertThat(faults(PebbleFixtures.directory(directory.replace("_direct", ""), directory)))
                    .as(directory)
                    .isEmpty();
        }
    }

    private static List<String> faults(MemoryVfs directory) {
        List<String> faults = new ArrayList<>();
        LeakCheckingVfs checked = new LeakCheckingVfs(directory);
        DatabaseAudit audit = requireNonNull(
                DatabaseAudit.of(checked, OPTIONS, fault -> faults.add(fault.kind() + " " + fault.message())));
        faults.clear();
        audit.tableFiles().forEach(audit::auditTable);
        checked.requireNothingOpen();
        return faults;
    }
}
