package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The worked examples of {@code docs/formats/sstable.md} are what they say they are. */
class FormatPageTest {

    private static final Pattern LINE =
            Pattern.compile("^([0-9a-f]{2}): ((?:[0-9a-f]{2} )+) +\\S.*$", Pattern.MULTILINE);

    @Test
    void theFirstIsAColumnarDataBlockWithItsTrailer() throws IOException {
        requireDataBlock(examples().get(0), 121, TableFormat.PEBBLE_V7);
    }

    @Test
    void theSecondIsARowDataBlockWithItsTrailer() throws IOException {
        requireDataBlock(examples().get(1), 68, TableFormat.PEBBLE_V4);
    }

    private static void requireDataBlock(Bytes block, int length, TableFormat format) {
        assertThat(block.length()).isEqualTo(length + BlockHandle.TRAILER_BYTES);
        assertThat(LittleEndian.getInt(block.array(), block.offset() + length + 1))
                .isEqualTo(Crc32c.masked(block.slice(0, length + 1)));

        DataBlockCursor rows = format.newDataBlockCursor();
        rows.load(block.slice(0, length), Location.of("sstable.md", "example"));
        assertThat(rows.first()).isTrue();
        assertRow(rows, "apple", Trailer.of(12, KeyKind.SET), "red");
        assertThat(rows.next()).isTrue();
        assertRow(rows, "apricot", Trailer.of(11, KeyKind.DELETE), "");
        assertThat(rows.next()).isTrue();
        assertRow(rows, "banana", Trailer.of(10, KeyKind.SET), "yellow");
        assertThat(rows.next()).isFalse();
    }

    @Test
    void theExamplesAreWhatGoWrote() throws IOException {
        assertThat(examples()).hasSize(2);
        assertThat(Bytes.wrap(BytesFile.fixture("tiny-v7-col.sst"))
                        .startsWith(examples().get(0)))
                .isTrue();
        assertThat(Bytes.wrap(BytesFile.fixture("tiny-v4-row.sst"))
                        .startsWith(examples().get(1)))
                .isTrue();
    }

    private static void assertRow(DataBlockCursor rows, String key, long trailer, String value) {
        assertThat(rows.userKey().copy()).isEqualTo(Bytes.utf8(key));
        assertThat(rows.trailer()).isEqualTo(trailer);
        assertThat(rows.value().copy()).isEqualTo(Bytes.utf8(value));
        assertThat(rows.valueIsExternal()).isFalse();
    }

    /** The bytes on the page, whose offsets must be right too. */
    private static List<Bytes> examples() throws IOException {
        String page = Files.readString(Fixtures.projectRoot().resolve("docs/formats/sstable.md"));
        List<Bytes> examples = new ArrayList<>();
        for (String part : page.split("```", -1)) {
            ByteSink bytes = new ByteSink();
            Matcher line = LINE.matcher(part);
            while (line.find()) {
                assertThat(Integer.parseInt(line.group(1), 16)).as(line.group()).isEqualTo(bytes.size());
                bytes.writeBytes(Bytes.ofHex(line.group(2).replace(" ", "")));
            }
            if (bytes.size() > 0) {
                examples.add(bytes.toBytes());
            }
        }
        return examples;
    }
}
