package dev.grantlake.lsm;

import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** What is left of a database that ends at any moment, and what becomes of one whose disk fails. */
@ExtendWith(Seeds.class)
class DatabaseCrashTest {

    @Test
    void survivesALossOfPowerAfterEveryCall(Dice dice) {
        for (int round = 0; round < Seeds.rounds(1, 3); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            DatabaseSession session = new DatabaseSession();
            Dice crashes = dice.fork();
            disk.afterEachChange(() -> {
                int synced = session.synced();
                ForgetfulDisk left = disk.crash(crashes);
                session.check(left.directory("db"), synced, left.toString());
            });
            for (int i = 0; i < 2; i++) {
                try (Database store = DatabaseSession.open(disk.directory("db"))) {
                    session.requireAll(store);
                    session.write(store, dice, 40);
                    session.requireAll(store);
                }
                session.closed();
            }
        }
    }

    @Test
    void whatWasSyncedSurvivesAFault(Dice dice) {
        for (Fault fault : Fault.values()) {
            long seed = dice.bits();
            long n = 0;
            FaultWritableVfs directory;
            do {
                n++;
                ForgetfulDisk disk = new ForgetfulDisk();
                directory = FaultWritableVfs.once(disk.directory("db"), n, fault);
                DatabaseSession session = new DatabaseSession();
                String story = fault + " at call " + n;
                try {
                    run(session, directory, new Dice(seed));
                } catch (StorageException e) {
                    // A directory whose force has failed takes no more changes.
                    assertThat(e)
                            .as(story)
                            .satisfiesAnyOf(
                                    at -> assertThat(at).hasStackTraceContaining("injected"),
                                    at -> assertThat(at).hasStackTraceContaining("cannot be trusted since a fault"));
                }
                directory.requireNothingOpen();
                requireNoThreads(story);
                ForgetfulDisk left = disk.crash(dice);
                session.check(left.directory("db"), session.synced(), story + "\n" + left);
            } while (directory.failed());
        }
    }

    private static void run(DatabaseSession session, FaultWritableVfs directory, Dice dice) {
        try (Database store = DatabaseSession.open(directory)) {
            session.write(store, dice, 40);
            session.requireAll(store);
        }
        session.closed();
    }

    private static void requireNoThreads(String story) {
        assertThat(Thread.getAllStackTraces().keySet())
                .as(story)
                .noneMatch(thread -> thread.getName().startsWith("grantlake-") && thread.isAlive());
    }

    @Test
    void aDiskThatForgetsWhatWasForcedIsFoundOut(Dice dice) {
        int found = 0;
        for (int round = 0; round < 20; round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            DatabaseSession session = new DatabaseSession();
            try (Database store = DatabaseSession.open(disk.directory("db"))) {
                disk.ignoreForces();
                session.write(store, dice, 30);
            }
            try {
                session.check(disk.crash(dice).directory("db"), session.synced(), "");
            } catch (AssertionError e) {
                found++;
            }
        }
        assertThat(found).isPositive();
    }
}
