package dev.grantlake.lsm.planted;

import dev.grantlake.lsm.ReadStateOperations;
import dev.grantlake.lsm.commit.CommitsOperations;
import dev.grantlake.lsm.crash.PowerCuts;
import dev.grantlake.lsm.memtable.ConcurrentSkipListTest;
import dev.grantlake.lsm.metamorphic.ModelComparison;
import dev.grantlake.lsm.version.VersionSetOperations;
import dev.grantlake.testbase.Dice;

import java.nio.file.Path;

/** What is to notice a bug. */
enum Proof {
    METAMORPHIC {
        @Override
        void run(Dice dice, Path folder) {
            for (int i = 0; i < RUNS; i++) {
                ModelComparison.run(dice.fork(), folder.resolve("db" + i));
            }
        }
    },
    POWER_CUTS {
        @Override
        void run(Dice dice, Path folder) {
            PowerCuts.ofARotation(STEPS, dice.fork()).run(STEPS);
            for (int i = 1; i < RUNS; i++) {
                PowerCuts.ofDatabase(dice.fork()).run(STEPS);
            }
        }
    },
    CROWD {
        @Override
        void run(Dice dice, Path folder) throws Exception {
            for (int i = 0; i < CROWDS; i++) {
                new ConcurrentSkipListTest().losesNothingAtACrowdedPlace();
            }
        }
    },
    INTERLEAVINGS {
        @Override
        void run(Dice dice, Path folder) {
            VersionSetOperations.check();
            CommitsOperations.check();
            ReadStateOperations.check();
        }
    };

    /** As often as a full run does it, about: a bug that is seldom noticed is not noticed. */
    private static final int RUNS = 20;

    private static final int STEPS = 40;

    /** Threads have to meet within an instruction or two. */
    private static final int CROWDS = 10;

    /** Fails if it notices something. */
    abstract void run(Dice dice, Path folder) throws Exception;

    /** In a process of its own, since some bugs never come to an end: the proof, a seed, a folder. */
    public static void main(String[] args) {
        try {
            valueOf(args[0]).run(new Dice(Long.parseLong(args[1])), Path.of(args[2]));
            System.out.println("nothing noticed");
        } catch (Exception | Error e) {
            System.out.println("noticed: " + e);
            // Threads of a broken database may go on.
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }
}
