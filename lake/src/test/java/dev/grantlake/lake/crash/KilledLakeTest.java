package dev.grantlake.lake.crash;

import dev.grantlake.lake.testing.LakeKills;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** The end of a process takes nothing that was committed, durable or not. */
@ExtendWith(Seeds.class)
class KilledLakeTest {

    private static final int MOST_LINES = 3000;

    @Test
    void aKillLeavesEveryTransactionWhole(@TempDir Path folder, Dice dice) throws IOException, InterruptedException {
        new LakeKills(new KilledLake(), folder, dice).run(Seeds.rounds(20), MOST_LINES);
    }
}
