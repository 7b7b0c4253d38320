package dev.grantlake.lsm.crash;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whichever call to the system fails, once or from then on: nothing that was promised is lost, and nothing leaks. */
@ExtendWith(Seeds.class)
class FaultsTest {

    @ParameterizedTest
    @CsvSource({"FULL, false", "FULL, true", "BROKEN, false", "BROKEN, true"})
    void everyCallMayFail(Fault fault, boolean forever, Dice dice) {
        for (int i = 0; i < Seeds.rounds(1); i++) {
            DiskStore kind = new DatabaseStore();
            long seed = Workload.seedOfARotation(kind, Faults.STEPS, dice);
            int calls = new Faults(kind, fault, forever).run(seed, 1, 1);
            System.out.printf("%s %b: %d calls failed%n", fault, forever, calls);
        }
    }
}
