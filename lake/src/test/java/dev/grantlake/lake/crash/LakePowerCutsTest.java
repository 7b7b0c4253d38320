package dev.grantlake.lake.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.crash.FileTable.Forcing;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.testing.CommitHistory;
import dev.grantlake.lake.testing.LakeWork;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.LongFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The power fails at every change of the disk: in a commit, a flush, a checkpoint, an opening. */
@ExtendWith(Seeds.class)
class LakePowerCutsTest {

    private static final int STEPS = 20;

    @Test
    void whatWasDurableIsThereAfterEveryPowerCut(Dice dice) {
        for (int round = 0; round < Seeds.rounds(5); round++) {
            live(new ForgetfulDisk(), Forcing.ALL, dice, 2);
        }
    }

    /** What the test is worth: a disk that lies, and a table whose files nobody forces, as the library leaves them. */
    @Test
    void aDiskThatForcesNothingIsNoticed(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        disk.ignoreForces();
        assertNoticed(() -> live(disk, Forcing.ALL, dice, 1));
    }

    @Test
    void aTableThatIsNotForcedIsNoticed(Dice dice) {
        assertNoticed(() -> {
            for (int round = 0; round < 20; round++) {
                live(new ForgetfulDisk(), Forcing.NOTHING, dice, 1);
            }
        });
    }

    private static void assertNoticed(Runnable lives) {
        assertThatThrownBy(lives::run).isInstanceOf(AssertionError.class);
    }

    private static void live(ForgetfulDisk disk, Forcing forcing, Dice dice, int lives) {
        new PowerCuts(each -> open(each, forcing), STEPS).live(disk, dice, lives);
    }

    private static Lake open(ForgetfulDisk disk, Forcing forcing) {
        return open(disk.directory("lake"), disk.directory("wal"), files(disk.directory("kv"), forcing));
    }

    private static Lake open(WritableVfs root, WritableVfs wal, LongFunction<Table> tables) {
        return Lake.open(new LakeFolders(root, wal), tables, LakeWork.OPTIONS);
    }

    private static LongFunction<Table> files(WritableVfs kv, Forcing forcing) {
        return trusted -> FileTable.open(kv, trusted, forcing);
    }

    /** A version that is not known to be whole and is not: its manifest, or its rows, are empty or missing. */
    @ParameterizedTest
    @ValueSource(strings = {"manifest-2 empty", "data-2 empty", "data-2 missing", "manifest-2 missing"})
    void aVersionInPiecesIsMadeAgainFromTheLog(String damage) {
        MemoryVfs root = new MemoryVfs("lake");
        MemoryVfs wal = new MemoryVfs("wal");
        MemoryVfs kv = new MemoryVfs("kv");
        long seq;
        try (Lake lake = open(root, wal, files(kv, Forcing.ALL))) {
            seq = set(lake, "a", "1");
            MemoryVfs logBefore = copy(wal);
            MemoryVfs rootBefore = copy(root);
            lake.flush();
            // As if the power had failed before the checkpoint.
            root = rootBefore;
            wal = logBefore;
        }
        MemoryVfs damaged = copy(kv);
        String name = damage.substring(0, damage.indexOf(' '));
        damaged.delete(name);
        if (damage.endsWith("empty")) {
            damaged.put(name, Bytes.EMPTY);
        }
        try (Lake lake = open(root, wal, files(damaged, Forcing.ALL))) {
            assertThat(CommitHistory.content(lake)).containsOnlyKeys(Bytes.utf8("a"));
            assertThat(set(lake, "b", "2")).isGreaterThan(seq);
            lake.flush();
            assertThat(CommitHistory.content(lake)).containsOnlyKeys(Bytes.utf8("a"), Bytes.utf8("b"));
        }
    }

    private static long set(Lake lake, String key, String value) {
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(Bytes.utf8(key), Bytes.utf8(value));
            return transaction.commit();
        }
    }

    /** Without locks. */
    private static MemoryVfs copy(MemoryVfs source) {
        MemoryVfs copy = new MemoryVfs(source.description());
        source.list()
                .forEach(name -> copy.put(name, Bytes.wrap(source.content(name).toArray())));
        return copy;
    }
}
