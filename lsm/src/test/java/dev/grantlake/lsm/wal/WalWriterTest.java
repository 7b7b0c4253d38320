package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.ChunkReader;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.lsm.record.LogChunk;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a log in use asks of its file, and what is left of it after a crash at any moment. */
@ExtendWith(Seeds.class)
class WalWriterTest {

    private static final long NUMBER = LogSession.NUMBER;
    private static final String LOG = LogSession.LOG;
    private static final int BLOCK = 32 << 10;

    /** A line is a call of the writer; the answer is the calls of files that it makes, or the chunks it leaves. */
    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("wal-writing", file -> WalWriterTest::run);
    }

    private static String run(DataDriven.Case test) {
        RecordingVfs directory = new RecordingVfs(new MemoryVfs("db"));
        try (WalWriter log = WalWriter.create(directory, test.number("number"), test.number("reserve", 0))) {
            for (String line : test.lines()) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "append" -> log.append(Bytes.wrap(new byte[Integer.parseInt(words[1])]));
                    case "flush" -> log.flush();
                    case "sync" -> log.sync();
                    case "finish" -> log.finish();
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
        return test.has("chunks") ? chunks(directory) : String.join("\n", directory.takeNotes());
    }

    private static String chunks(Vfs directory) {
        StringBuilder out = new StringBuilder();
        try (ReadableFile file = directory.open(LOG)) {
            ChunkReader chunks = new ChunkReader(file, NUMBER, true);
            for (LogChunk chunk = chunks.next(true); chunk != null; chunk = chunks.next(true)) {
                out.append(chunk.offset()).append(": ").append(chunk.role()).append(' ');
                out.append(chunk.payload().length()).append(" synced ").append(chunk.syncOffset());
                out.append('\n');
            }
            out.append(chunks.end().kind()).append(" at ").append(chunks.end().offset());
            out.append(" of ").append(file.size());
        }
        return out.toString();
    }

    /** The log of a session of Pebble, whose first batch nothing had been synced before. */
    @Test
    void writesWhatPebbleWrites() {
        Bytes batch = Bytes.ofHex("0e0000000000000001000000" + "15017205017300" + "0176");
        MemoryVfs directory = new MemoryVfs("db");
        try (WalWriter log = WalWriter.create(directory, NUMBER, 0)) {
            log.append(batch);
            log.sync();
            assertThat(log.syncedSize()).isEqualTo(40);
            log.finish();
        }
        assertThat(directory.content(LOG))
                .isEqualTo(Bytes.ofHex("90ab531e15000907000000" + "0000000000000000")
                        .plus(batch)
                        .plus(Bytes.ofHex("00000000000005" + "08000000")));
    }

    @Test
    void isReadBackAndWritesWhatIsPutTogetherByHand(Dice dice) {
        for (int round = 0; round < Seeds.rounds(50); round++) {
            MemoryVfs directory = new MemoryVfs("db");
            LogBytes byHand = new LogBytes();
            List<Bytes> batches = new ArrayList<>();
            try (WalWriter log = WalWriter.create(directory, NUMBER, dice.skewed(100_000))) {
                long synced = 0;
                for (int i = dice.below(20); i >= 0; i--) {
                    Bytes batch = Bytes.wrap(dice.bytes((int) dice.skewed(80_000)));
                    batches.add(batch);
                    log.append(batch);
                    byHand.record(ChunkFormat.SYNC, NUMBER, synced, batch.toArray());
                    int left = BLOCK - byHand.size() % BLOCK;
                    byHand.zeros(left < ChunkFormat.SYNC.headerBytes() ? left : 0);
                    assertThat(log.size()).isEqualTo(byHand.size());
                    if (dice.oneIn(3)) {
                        log.sync();
                        synced = log.syncedSize();
                        assertThat(synced).isEqualTo(log.size());
                    }
                }
                log.finish();
            }
            assertThat(directory.content(LOG))
                    .isEqualTo(Bytes.wrap(byHand.trailer(NUMBER).toArray()));
            assertThat(LogSession.records(directory)).isEqualTo(batches);
        }
    }

    @Test
    void tornAtAnyByteItHoldsTheBatchesBefore(Dice dice) {
        for (int round = 0; round < Seeds.rounds(4); round++) {
            MemoryVfs directory = new MemoryVfs("db");
            LogSession session = new LogSession();
            session.run(directory, dice, 30, 300);
            session.synced = 0;
            session.finished = false;
            Bytes whole = directory.content(LOG);
            for (int length = 0; length <= whole.length(); length++) {
                MemoryVfs torn = new MemoryVfs("db").put(LOG, whole.slice(0, length));
                int cut = length;
                int expected =
                        (int) session.ends.stream().filter(end -> end <= cut).count();
                assertThat(session.check(torn, "cut to " + length)).isEqualTo(expected);
            }
        }
    }

    @Test
    void survivesACrashAtAnyMoment(Dice dice) {
        int lost = 0;
        for (int round = 0; round < Seeds.rounds(60); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            LogSession session = new LogSession();
            int[] fewer = new int[1];
            disk.afterEachChange(() -> {
                assertThat(LogSession.records(disk.directory("db")))
                        .as("what the end of the process leaves")
                        .hasSizeGreaterThanOrEqualTo(session.written);
                ForgetfulDisk left = disk.crash(dice);
                if (left.directory("db").exists(LOG)) {
                    fewer[0] += session.check(left.directory("db"), left.toString()) < session.batches.size() ? 1 : 0;
                } else {
                    assertThat(session.batches).as("the name is on disk first").isEmpty();
                }
            });
            session.run(disk.directory("db"), dice, 25, dice.oneIn(3) ? 40_000 : 600);
            disk.afterEachChange(() -> {});
            ForgetfulDisk left = disk.crash(dice);
            session.check(left.directory("db"), left.toString());
            lost += fewer[0];
        }
        assertThat(lost).as("crashes that took a batch which nobody had synced").isPositive();
    }

    /** The test above must not pass for a log that says it syncs and does not. */
    @Test
    void aLogThatDoesNotForceIsFoundOut(Dice dice) {
        int found = 0;
        for (int round = 0; round < 60; round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            LogSession session = new LogSession();
            disk.ignoreForces();
            session.run(disk.directory("db"), dice, 25, 600);
            WritableVfs left = disk.crash(dice).directory("db");
            found += left.exists(LOG) && LogSession.records(left).size() < session.synced ? 1 : 0;
        }
        assertThat(found).isPositive();
    }

    @Test
    void whatWasSyncedSurvivesAFaultAndACrash(Dice dice) {
        for (Fault fault : Fault.values()) {
            for (int round = 0; round < Seeds.rounds(5); round++) {
                long seed = dice.bits();
                FaultWritableVfs directory;
                long n = 0;
                do {
                    ForgetfulDisk disk = new ForgetfulDisk();
                    directory = FaultWritableVfs.once(disk.directory("db"), ++n, fault);
                    LogSession session = new LogSession();
                    try {
                        session.run(directory, new Dice(seed), 20, 600);
                    } catch (StorageException e) {
                        assertThat(e).hasMessageContaining("injected");
                        // A close that fails comes after everything is on disk.
                        session.finished = false;
                    }
                    directory.requireNothingOpen();
                    ForgetfulDisk left = disk.crash(dice);
                    if (left.directory("db").exists(LOG)) {
                        session.check(left.directory("db"), "call " + n + "\n" + left);
                    } else {
                        assertThat(session.synced).as("call %d", n).isZero();
                    }
                } while (directory.failed());
            }
        }
    }

    /** What is appended and written while a force goes on is not taken for forced. */
    @Test
    void takesNoMoreForForcedThanWasFlushedBefore() {
        Bytes batch = Bytes.utf8("batch");
        ForgetfulDisk disk = new ForgetfulDisk();
        try (WalWriter log = WalWriter.create(disk.directory("db"), NUMBER, 0)) {
            log.append(batch);
            log.flush();
            long end = log.size();
            disk.afterEachChange(() -> {
                disk.afterEachChange(() -> {});
                log.append(batch);
                log.flush();
            });
            log.force();
            assertThat(log.syncedSize()).isEqualTo(end);
            assertThat(log.size()).isGreaterThan(end);
            log.force();
            assertThat(log.syncedSize()).isEqualTo(log.size());
        }
    }

    @Test
    void isNotWrittenToAfterAFault() {
        for (Fault fault : Fault.values()) {
            // Created, forced, written; the force fails.
            FaultWritableVfs directory = FaultWritableVfs.once(new MemoryVfs("db"), 4, fault);
            try (WalWriter log = WalWriter.create(directory, NUMBER, 0)) {
                log.append(Bytes.utf8("batch"));
                assertThatThrownBy(log::sync).hasMessageContaining("force: injected");
                long calls = directory.calls();
                for (Runnable call : List.<Runnable>of(
                        () -> log.append(Bytes.EMPTY), log::flush, log::force, log::sync, log::finish)) {
                    assertThatThrownBy(call::run)
                            .hasMessage("db/000007.log: log: cannot be written any more since a call has failed");
                }
                assertThat(directory.calls()).isEqualTo(calls);
                assertThat(log.syncedSize()).isZero();
            }
            directory.requireNothingOpen();
        }
    }

    @Test
    void isClosedWhenItIsFinished() {
        MemoryVfs directory = new MemoryVfs("db");
        WalWriter log = WalWriter.create(directory, NUMBER, 0);
        log.finish();
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append(Bytes.EMPTY)).hasMessage("db/000007.log: log: is closed");
        assertThatThrownBy(log::finish).hasMessage("db/000007.log: log: is closed");
        assertThatThrownBy(() -> WalWriter.create(directory, NUMBER, 0))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.ALREADY_EXISTS));
    }
}
