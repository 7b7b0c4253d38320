package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Where records are cut, and that they are read back. */
@ExtendWith(Seeds.class)
class LogWriterTest {

    /** A line is the length of a record; the answer is the chunks that it lies in. */
    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("log-writing", file -> LogWriterTest::run);
    }

    private static String run(DataDriven.Case test) {
        List<Bytes> records = test.lines().stream()
                .map(line -> Bytes.wrap(new byte[Integer.parseInt(line)]))
                .toList();
        StringBuilder out = new StringBuilder();
        try (ReadableFile file = written(records)) {
            ChunkReader chunks = new ChunkReader(file, 0, false);
            for (LogChunk chunk = chunks.next(true); chunk != null; chunk = chunks.next(true)) {
                out.append(chunk.offset()).append(": ").append(chunk.role()).append(' ');
                out.append(chunk.payload().length()).append('\n');
            }
            out.append(chunks.end().kind()).append(" at ").append(chunks.end().offset());
        }
        return out.append('\n').toString();
    }

    @Test
    void writesTheManifestOfANewDatabase() {
        Bytes edit = Bytes.ofHex("011a6c6576656c64622e4279746577697365436f6d70617261746f7203020400");
        try (ReadableFile file = written(List.of(edit))) {
            assertThat(file.read(0, (int) file.size()))
                    .isEqualTo(Bytes.ofHex("a117774a200001").plus(edit));
        }
    }

    @Test
    void isReadBackAndWritesWhatIsPutTogetherByHand(Dice dice) {
        for (int round = 0; round < Seeds.rounds(50); round++) {
            List<Bytes> records = new ArrayList<>();
            LogBytes byHand = new LogBytes();
            for (int i = dice.below(20); i >= 0; i--) {
                byte[] record = dice.bytes(lengthOfRecord(dice, byHand.size()));
                byHand.record(record);
                records.add(Bytes.wrap(record));
            }
            try (ReadableFile file = written(records)) {
                assertThat(file.read(0, (int) file.size())).isEqualTo(Bytes.wrap(byHand.toArray()));
                LogReader reader = LogReader.ofManifest(file, 1 << 20);
                List<Bytes> read = new ArrayList<>();
                for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                    read.add(record.payload());
                }
                assertThat(read).isEqualTo(records);
                assertThat(reader.end().clean()).isTrue();
            }
        }
    }

    /** Any length, and often one that ends a few bytes before or behind the end of a block. */
    private static int lengthOfRecord(Dice dice, int position) {
        if (dice.oneIn(2)) {
            return (int) dice.skewed(80_000);
        }
        int toBorder = LogBlock.SIZE - position % LogBlock.SIZE;
        return Math.max(0, toBorder - dice.below(3 * ChunkFormat.LEGACY.headerBytes()));
    }

    private static ReadableFile written(List<Bytes> records) {
        MemoryVfs directory = new MemoryVfs("db");
        try (FileSink file = directory.create("log")) {
            LogWriter writer = LogWriter.ofManifest(file);
            records.forEach(writer::write);
            file.finish();
        }
        return directory.open("log");
    }
}
