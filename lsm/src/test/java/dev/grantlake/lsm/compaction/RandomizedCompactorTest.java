package dev.grantlake.lsm.compaction;

import dev.grantlake.kv.KeyRange;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is flushed and compacted in whatever order, reads give the same, and the directory stays in order. */
@ExtendWith(Seeds.class)
class RandomizedCompactorTest {

    @Test
    void readsStayTheSame(Dice dice) {
        for (int round = 0; round < Seeds.rounds(100); round++) {
            try (Scene scene = new Scene(new MemoryVfs("test"), dice, dice.between(1, 14))) {
                while (scene.flushed < scene.history.segments.size()) {
                    if (dice.oneIn(2)) {
                        scene.flush();
                    } else if (dice.oneIn(6)) {
                        scene.compactRange();
                    } else {
                        scene.compactor.runOne();
                    }
                    scene.assertReads();
                }
                scene.settle();
                scene.assertReads();
                scene.assertSound();
                scene.compactAll();
                scene.assertReads();
                scene.assertSound();
                scene.assertOneLevelWithoutDeletions();
            }
        }
    }

    @Test
    void stepsMeetInTheMiddle(Dice dice) {
        for (int round = 0; round < Seeds.rounds(100); round++) {
            try (Scene scene = new Scene(new MemoryVfs("test"), dice, dice.between(4, 14))) {
                scene.meanwhile = () -> {
                    if (dice.oneIn(4) && scene.flushed < scene.history.segments.size()) {
                        scene.flush();
                    } else if (dice.oneIn(4)) {
                        scene.compactor.runOne();
                    }
                };
                while (scene.flushed < scene.history.segments.size()) {
                    scene.flush();
                    if (dice.oneIn(8)) {
                        scene.compactRange();
                    }
                    scene.compactor.runOne();
                    scene.assertReads();
                }
                scene.meanwhile = () -> {};
                scene.compactAll();
                scene.assertReads();
                scene.assertSound();
                scene.assertOneLevelWithoutDeletions();
            }
        }
    }

    @Test
    void threadsMeet(Dice dice) {
        for (int round = 0; round < Seeds.rounds(10); round++) {
            try (Scene scene = new Scene(new MemoryVfs("test"), dice, 60)) {
                CompactionThreads threads = CompactionThreads.start(scene.compactor, 3);
                try {
                    while (scene.flushed < scene.history.segments.size()) {
                        scene.flush();
                        scene.compactor.wake();
                        if (dice.oneIn(10)) {
                            scene.compactor.compact(KeyRange.ALL);
                        }
                    }
                    scene.compactor.compact(KeyRange.ALL);
                    scene.compactor.requireProgress();
                } finally {
                    threads.close();
                }
                scene.assertReads();
                scene.assertSound();
                scene.assertOneLevelWithoutDeletions();
            }
        }
    }
}
