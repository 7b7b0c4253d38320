package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is read of a log, how it ends, and what that end is judged to be. */
@ExtendWith(Seeds.class)
class LogReaderTest {

    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("log", file -> LogReaderTest::run);
    }

    private static String run(DataDriven.Case test) {
        ReadableFile file = file(LogScript.run(test.lines()));
        boolean manifest = test.command().equals("manifest");
        LogReader reader = manifest
                ? LogReader.ofManifest(file, test.number("limit", 1 << 20))
                : LogReader.ofWal(file, test.number("number"), test.number("limit", 1 << 20));
        StringBuilder out = new StringBuilder();
        try {
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                out.append(record.offset()).append(": ").append(text(record.payload()));
                out.append(
                                record.chunks().size() == 1
                                        ? ""
                                        : " in " + record.chunks().size() + " chunks")
                        .append('\n');
            }
            LogEnd end = reader.end();
            out.append(end.kind()).append(" at ").append(end.offset());
            out.append(end.dropFrom() == end.offset() ? "" : ", dropped from " + end.dropFrom());
            out.append(end.detail().isEmpty() ? "" : ", " + end.detail()).append('\n');
            if (manifest && !end.clean()) {
                for (Strictness strictness : Strictness.values()) {
                    out.append(strictness)
                            .append(": ")
                            .append(judged(file, end, strictness))
                            .append('\n');
                }
            }
        } catch (StorageException e) {
            out.append(e.kind()).append(' ').append(e.getMessage()).append('\n');
        }
        return out.toString();
    }

    private static String judged(ReadableFile file, LogEnd end, Strictness strictness) {
        try {
            LogTail tail = LogTail.ofManifest(file, end, strictness);
            return tail == null ? "nothing" : tail.cause() + ", " + tail.length() + " bytes";
        } catch (StorageException e) {
            return e.kind() + " " + e.getMessage();
        }
    }

    private static String text(Bytes payload) {
        return payload.isEmpty() ? "empty" : payload.length() + " x " + (char) payload.at(0);
    }

    @Test
    void givesBackWhatWasWrittenInAnyFormat(Dice dice) {
        for (int round = 0; round < Seeds.rounds(50); round++) {
            LogBytes log = new LogBytes();
            List<Bytes> written = new ArrayList<>();
            for (int i = dice.below(20); i >= 0; i--) {
                byte[] payload = dice.bytes((int) dice.skewed(80_000));
                log.record(dice.pick(List.of(ChunkFormat.values())), 7, 0, payload);
                written.add(Bytes.wrap(payload));
            }
            assertThat(readWal(log.toArray(), 7)).isEqualTo(written);
        }
    }

    @Test
    void losesNothingBeforeTheFirstDamage(Dice dice) {
        LogBytes log = new LogBytes();
        List<Bytes> written = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        while (log.size() < 100_000) {
            byte[] payload = dice.bytes((int) dice.skewed(40_000));
            log.record(payload);
            written.add(Bytes.wrap(payload));
            ends.add(log.size());
        }
        byte[] sound = log.toArray();
        Stream.concat(Mutations.bitFlips(sound, 200, dice), Mutations.garblings(sound, 200, dice))
                .forEach(mutation -> {
                    int same = Arrays.mismatch(sound, mutation.bytes());
                    long untouched =
                            ends.stream().filter(end -> same < 0 || end <= same).count();
                    LogReader reader = LogReader.ofManifest(file(mutation.bytes()), 1 << 20);
                    List<Bytes> read = new ArrayList<>();
                    for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                        read.add(record.payload());
                    }
                    assertThat(read.subList(0, (int) Math.min(untouched, read.size())))
                            .as(mutation.toString())
                            .isEqualTo(written.subList(0, (int) untouched));
                });
    }

    @Test
    void searchesHostileFilesInBoundedTime() {
        byte[] everyOffsetLooksLikeAChunk = new byte[8 << 20];
        Arrays.fill(everyOffsetLooksLikeAChunk, (byte) 1);
        for (int i = 0; i < everyOffsetLooksLikeAChunk.length; i += 2) {
            everyOffsetLooksLikeAChunk[i] = 0x40;
        }
        ReadableFile file = file(everyOffsetLooksLikeAChunk);
        Allocation cost = Allocation.of(() -> {
            LogReader reader = LogReader.ofManifest(file, 1 << 20);
            assertThat(reader.next()).isNull();
            assertThatThrownBy(() -> LogTail.ofManifest(file, reader.end(), Strictness.DAMAGE_IS_AN_ERROR))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED));
        });
        assertThat(cost.cpuNanos()).isLessThan(20_000_000_000L);
    }

    private static List<Bytes> readWal(byte[] content, long number) {
        LogReader reader = LogReader.ofWal(file(content), number, 1 << 20);
        List<Bytes> read = new ArrayList<>();
        for (LogRecord record = reader.next(); record != null; record = reader.next()) {
            read.add(record.payload());
        }
        assertThat(reader.end().clean()).isTrue();
        return read;
    }

    private static ReadableFile file(byte[] content) {
        return new MemoryVfs("db").put("log", Bytes.wrap(content)).open("log");
    }
}
