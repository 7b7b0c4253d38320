package dev.grantlake.lance;

import dev.grantlake.lake.testing.LakeKills;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** The end of a process takes nothing that was committed, and nothing that other tools read. */
@NativeTest
@ExtendWith(Seeds.class)
class LanceKillsTest {

    private static final int MOST_LINES = 20_000;

    @Test
    void aKillLeavesEveryTransactionWhole(@TempDir Path folder, Dice dice) throws IOException, InterruptedException {
        new LakeKills(new KilledLanceLake(), folder, dice).run(Seeds.rounds(4, 20), MOST_LINES);
    }
}
