package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.colblk.ColumnarDataBlock;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The worked example of {@code docs/formats/sstable.md} is what it says it is. */
class FormatPageTest {

    private static final Pattern LINE =
            Pattern.compile("^([0-9a-f]{2}): ((?:[0-9a-f]{2} )+) +\\S.*$", Pattern.MULTILINE);

    @Test
    void theExampleIsADataBlockWithItsTrailer() throws IOException {
        Bytes block = example();
        int length = 121;
        assertThat(block.length()).isEqualTo(length + BlockHandle.TRAILER_BYTES);
        assertThat(LittleEndian.getInt(block.array(), block.offset() + length + 1))
                .isEqualTo(Crc32c.masked(block.slice(0, length + 1)));

        ColumnarDataBlock rows = new ColumnarDataBlock();
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
    void theExampleIsWhatGoWrote() throws IOException {
        Bytes table = Bytes.wrap(BytesFile.fixture("tiny-v7-col.sst"));
        assertThat(table.startsWith(example())).isTrue();
    }

    private static void assertRow(ColumnarDataBlock rows, String key, long trailer, String value) {
        assertThat(rows.userKey().copy()).isEqualTo(Bytes.utf8(key));
        assertThat(rows.trailer()).isEqualTo(trailer);
        assertThat(rows.value().copy()).isEqualTo(Bytes.utf8(value));
        assertThat(rows.valueIsExternal()).isFalse();
    }

    /** The bytes on the page, whose offsets must be right too. */
    private static Bytes example() throws IOException {
        String page = Files.readString(Fixtures.projectRoot().resolve("docs/formats/sstable.md"));
        ByteSink bytes = new ByteSink();
        Matcher line = LINE.matcher(page);
        while (line.find()) {
            assertThat(Integer.parseInt(line.group(1), 16)).as(line.group()).isEqualTo(bytes.size());
            bytes.writeBytes(Bytes.ofHex(line.group(2).replace(" ", "")));
        }
        return bytes.toBytes();
    }
}
