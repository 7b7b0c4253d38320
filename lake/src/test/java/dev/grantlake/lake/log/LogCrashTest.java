package dev.grantlake.lake.log;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.log.LogLife.Knowledge;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The log when the power fails and when the disk does, at every moment of random lives. */
@ExtendWith(Seeds.class)
class LogCrashTest {

    private static final int STEPS = 25;

    /** At every change of the disk; and once more, at every change while the lake is opened after that. */
    @Test
    void aPowerCutLosesNothingThatWasForced(Dice dice) {
        for (int round = 0; round < Seeds.rounds(10); round++) {
            live(new ForgetfulDisk(), dice, 3);
        }
    }

    /** The same on a disk that lies about its forces: what the test is worth. */
    @Test
    void aDiskThatForcesNothingIsNoticed(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        disk.ignoreForces();
        assertThatThrownBy(() -> {
                    for (int round = 0; round < 20; round++) {
                        live(disk, dice, 1);
                    }
                })
                .isInstanceOfAny(AssertionError.class, StorageException.class);
    }

    private static void live(ForgetfulDisk first, Dice dice, int lives) {
        ForgetfulDisk disk = first;
        Knowledge known = new Knowledge();
        for (int life = 0; life < lives; life++) {
            ForgetfulDisk present = disk;
            Knowledge now = known;
            disk.afterEachChange(() -> {
                Knowledge then = LogLife.copy(now);
                ForgetfulDisk left = present.crash(dice);
                if (dice.oneIn(8)) {
                    left.afterEachChange(() -> {
                        ForgetfulDisk again = left.crash(dice);
                        check(again, LogLife.copy(then));
                    });
                }
                check(left, then);
            });
            new LogLife(disk.directory("lake"), disk.directory("wal"), known).run(dice, STEPS);
            disk.afterEachChange(() -> {});
            disk = disk.crash(dice);
        }
    }

    private static void check(ForgetfulDisk disk, Knowledge known) {
        try {
            LogLife.check(disk.directory("lake"), disk.directory("wal"), known);
        } catch (StorageException | AssertionError e) {
            throw new AssertionError(disk.toString(), e);
        }
    }

    /** Each call in its turn, in the middle of an opening, too; what is left of it is judged without faults. */
    @ParameterizedTest
    @CsvSource({"FULL, false", "FULL, true", "BROKEN, false", "BROKEN, true"})
    void everyFaultLosesNothingThatWasForced(Fault fault, boolean forever, Dice dice) {
        long seed = dice.bits();
        boolean failed = true;
        int calls = 0;
        for (long call = 1; failed; call++) {
            MemoryVfs root = new MemoryVfs("lake");
            MemoryVfs wal = new MemoryVfs("wal");
            Knowledge known = new Knowledge();
            Dice same = new Dice(seed);
            new LogLife(root, wal, known).run(same, STEPS);
            FaultWritableVfs faulty =
                    forever ? FaultWritableVfs.from(wal, call, fault) : FaultWritableVfs.once(wal, call, fault);
            try {
                new LogLife(root, faulty, known).run(same, STEPS);
            } catch (StorageException e) {
                assertThat(e.kind()).isIn(StorageException.Kind.IO, StorageException.Kind.FAILED_PRECONDITION);
            }
            faulty.requireNothingOpen();
            failed = faulty.failed();
            calls++;
            LogLife.check(root, wal, known);
        }
        assertThat(calls).isGreaterThan(STEPS);
    }
}
