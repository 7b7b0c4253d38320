package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.TableContent.Written;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.MemorySink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SstableWriterTest {

    private static final SstableWriterOptions OPTIONS = SstableWriterOptions.DEFAULT.withValidation(true);

    /** What Pebble wrote, where no value lies in a value block. */
    @ParameterizedTest
    @CsvSource({
        "tiny-v4-row.sst, 4096",
        "tiny-v7-col.sst, 4096",
        "rangekeys-v4.sst, 4096",
        "rangekeys-v7.sst, 4096",
        "rangedel-only-v4.sst, 4096",
        "rangedel-only-v7.sst, 4096",
        "ingest-v7-sdk.sst, 32768",
    })
    void writesTheBytesThatPebbleWrote(String fixture, int blockBytes) {
        try (Sstable table = Tables.open(fixture)) {
            SstableWriterOptions options = optionsOf(table).withBlocks(blockBytes, blockBytes);
            assertThat(TableContent.of(table).write(options).file()).isEqualTo(Bytes.wrap(BytesFile.fixture(fixture)));
        }
    }

    /**
     * Tables that Pebble wrote anew from the entries of fixtures, value blocks off: fixture, target sizes of data and
     * index blocks, bits of a filter, lowest level; size and SHA-256. Made with {@code peer rewrite-sst}.
     */
    @ParameterizedTest
    @CsvSource({
        "rich-v7-none.sst, 32768, 32768, 0, false, 187090, 829ac47973c9c2c62810bfa65ba40149a3436e67d842d5341991d9ce58362ac0",
        "rich-v7-none.sst, 700, 300, 16, true, 224325, 4c744a7d11d03ca61071a982dd0b24b20755f65d7c12c5d3c2f8c1fed200f196",
        "rich-v7-snappy.sst, 32768, 32768, 0, false, 73717, 6d51c6069ff2e512698e95ad75ec5138a3b23abb4bd3efb524f7f1ee74c8d765",
        "rich-v7-twolevel.sst, 1024, 512, 0, false, 113270, 026ffcca9cbcf7178472edce87fb11ea966c22621290102df6e6f4cf72ab5b91",
        "rich-v4-twolevel.sst, 1024, 512, 0, false, 87881, b767fbb92698f5d9f1d12efdac152dc33029a3a5a13deb61aca89a57713c497c",
        "rich-v4-twolevel.sst, 4096, 300, 10, true, 73345, 5b78158363a283df53bedfb620e0c77b15e4a7a555f3cd3efc5b781dc9a5e091",
        "small-v4.sst, 4096, 4096, 0, false, 7701, 0f9ade17a50cd240ecbd9a788de845f222fa68480f6ffea326b4dde5ef1774f6",
        "small-v7-bloom.sst, 4096, 4096, 10, false, 10549, e90fa6bdf0f61bb92b70fb7375ab39f4d8942bed7b38219e0bbdc299baffb583",
        "valueblocks-v4.sst, 2048, 2048, 0, false, 10308, e2333168734ee9348c9fcb5ef523a92b596d57d2e84c69e78143551397f9933d",
        "valueblocks-v7.sst, 2048, 2048, 0, true, 11952, 12ca0e35c5f2b9bb197f1e438f2a2dfca48f396a09b7394fdb26a50f3c55ca5e",
        "rangekeys-v7.sst, 4096, 4096, 10, false, 1197, e1b610b96798ecd4ea3cfb18d5789b4f59eccb10f9eb9a7058cbf1bec3e1c3a0",
        "rangedel-only-v7.sst, 4096, 4096, 10, false, 1013, f86c14b0a363305e6a44f0140461edfb1d4fedc58f2612e4e4c7dda4536eb9f3",
    })
    void writesTheBytesThatPebbleWritesWithoutValueBlocks(
            String fixture,
            int blockBytes,
            int indexBlockBytes,
            int filterBits,
            boolean lowestLevel,
            int size,
            String sha256)
            throws NoSuchAlgorithmException {
        try (Sstable table = Tables.open(fixture)) {
            SstableWriterOptions options = optionsOf(table)
                    .withBlocks(blockBytes, indexBlockBytes)
                    .withFilter(filterBits)
                    .withLowestLevel(lowestLevel);
            byte[] file = TableContent.of(table).write(options).file().toArray();
            assertThat(file).hasSize(size);
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(file)))
                    .isEqualTo(sha256);
        }
    }

    private static SstableWriterOptions optionsOf(Sstable table) {
        CompressionProfile compression = Arrays.stream(CompressionProfile.values())
                .filter(profile -> profile.toString().equals(table.properties().text(Property.COMPRESSION)))
                .findFirst()
                .orElseThrow();
        return OPTIONS.with(table.format()).with(compression);
    }

    @ParameterizedTest
    @EnumSource(names = {"PEBBLE_V4", "PEBBLE_V7"})
    void writesATableOfNothing(TableFormat format) {
        Written written = new TableContent(List.of(), List.of(), List.of())
                .write(OPTIONS.with(format).withFilter(10));
        assertThat(written.table().isEmpty()).isTrue();
        assertThat(written.table().smallestSequence()).isZero();
        try (Sstable table = Tables.open(written.file().toArray())) {
            assertThat(table.mayContain(Bytes.utf8("a"))).isTrue();
            assertThat(TableContent.of(table).points()).isEmpty();
        }
    }

    @Test
    void statesWhatAManifestNeeds() {
        TableContent content = new TableContent(
                List.of(
                        entry("b", 7, KeyKind.SET, "v"),
                        entry("b", 5, KeyKind.DELETE, ""),
                        entry("c", 9, KeyKind.MERGE, "m")),
                List.of(
                        new RangeDeletion(Bytes.utf8("a"), Bytes.utf8("b"), 12),
                        new RangeDeletion(Bytes.utf8("c"), Bytes.utf8("d"), 3)),
                List.of());
        Written written = content.write(OPTIONS);
        WrittenTable table = written.table();
        assertThat(table.size()).isEqualTo(written.file().length());
        assertThat(table.points())
                .isEqualTo(new KeyBounds(
                        new InternalKey(Bytes.utf8("a"), Trailer.of(12, KeyKind.RANGE_DELETE)),
                        new InternalKey(Bytes.utf8("d"), Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.RANGE_DELETE))));
        assertThat(table.rangeKeys()).isNull();
        assertThat(table.smallestSequence()).isEqualTo(3);
        assertThat(table.largestSequence()).isEqualTo(12);
        assertThat(table.properties().number(Property.ENTRIES)).isEqualTo(5);
        assertThat(table.properties().number(Property.DELETIONS)).isEqualTo(3);
        assertThat(table.metadata(8, 1).bounds()).isEqualTo(table.points());
        assertThat(table.metadata(8, 1).size()).isEqualTo(written.file().length());
    }

    @Test
    void refusesWhatIsOutOfOrderAndGoesOn() {
        MemorySink file = new MemorySink("test.sst");
        try (SstableWriter writer = new SstableWriter(file, OPTIONS)) {
            writer.add(Bytes.utf8("b"), Trailer.of(7, KeyKind.SET), Bytes.EMPTY);
            refused(
                    () -> writer.add(Bytes.utf8("a"), Trailer.of(9, KeyKind.SET), Bytes.EMPTY),
                    "61#9,SET after 62#7,SET");
            refused(() -> writer.add(Bytes.utf8("b"), Trailer.of(7, KeyKind.SET), Bytes.EMPTY), "62#7,SET after");
            refused(() -> writer.add(Bytes.utf8("b"), Trailer.of(8, KeyKind.SET), Bytes.EMPTY), "out of order");
            refused(() -> writer.add(Bytes.EMPTY, Trailer.of(8, KeyKind.SET), Bytes.EMPTY), "without a user key");
            refused(() -> writer.add(Bytes.utf8("c"), Trailer.of(8, KeyKind.RANGE_DELETE), Bytes.EMPTY), "kind 15");
            refused(() -> writer.add(Bytes.utf8("c"), Trailer.of(8, KeyKind.DELETE), Bytes.utf8("v")), "with a value");
            refused(
                    () -> writer.add(Bytes.utf8("c"), Trailer.of(8, KeyKind.DELETE_SIZED), Bytes.ofHex("80")),
                    "with a value");
            writer.add(Bytes.utf8("b"), Trailer.of(7, KeyKind.DELETE), Bytes.EMPTY);

            writer.addRangeDeletion(Bytes.utf8("k"), Bytes.utf8("m"), 4);
            refused(() -> writer.addRangeDeletion(Bytes.utf8("l"), Bytes.utf8("n"), 4), "overlap");
            refused(() -> writer.addRangeDeletion(Bytes.utf8("k"), Bytes.utf8("n"), 4), "overlap");
            refused(() -> writer.addRangeDeletion(Bytes.utf8("a"), Bytes.utf8("b"), 4), "overlap or are out of order");
            refused(() -> writer.addRangeDeletion(Bytes.utf8("k"), Bytes.utf8("m"), 4), "from new to old");
            refused(() -> writer.addRangeDeletion(Bytes.utf8("m"), Bytes.utf8("m"), 4), "an empty range");
            refused(() -> writer.addRangeDeletion(Bytes.utf8("m"), Bytes.utf8("n"), -1), "sequence number");
            writer.addRangeDeletion(Bytes.utf8("k"), Bytes.utf8("m"), 3);
            refused(
                    () -> writer.addRangeKey(
                            Bytes.utf8("a"), Bytes.utf8("b"), 1, KeyKind.RANGE_KEY_UNSET, Bytes.EMPTY, Bytes.utf8("v")),
                    "a range key of kind RANGE_KEY_UNSET");
            writer.finish();
        }
        TableContent content = TableContent.of(file.content().toArray());
        assertThat(content.points()).containsExactly(entry("b", 7, KeyKind.SET, ""), entry("b", 7, KeyKind.DELETE, ""));
        assertThat(content.rangeDeletions()).hasSize(2);
        assertThat(content.rangeKeys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PEBBLE_V4", "PEBBLE_V7"})
    void endsABlockWhereItIsTold(TableFormat format) {
        MemorySink file = new MemorySink("test.sst");
        WrittenTable table;
        try (SstableWriter writer = new SstableWriter(file, OPTIONS.with(format))) {
            writer.endBlockAbove(0);
            for (String key : List.of("a1", "a2", "b1", "b2", "c1")) {
                if (key.endsWith("1")) {
                    writer.endBlockAbove(0);
                } else {
                    writer.endBlockAbove(10_000);
                }
                writer.add(Bytes.utf8(key), Trailer.of(0, KeyKind.SET), Bytes.utf8("v"));
            }
            writer.endBlockAbove(0);
            table = writer.finish();
            assertThatThrownBy(() -> writer.endBlockAbove(0)).isInstanceOf(StorageException.class);
        }
        assertThat(table.properties().number(Property.DATA_BLOCKS)).isEqualTo(3);
        assertThat(TableContent.of(file.content().toArray()).points()).hasSize(5);
    }

    private static void refused(Runnable action, String message) {
        assertThatThrownBy(action::run)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((StorageException) e).kind())
                .isEqualTo(Kind.INVALID_ARGUMENT);
    }

    @Test
    void refusesAnEntryThatReadersWouldNotTake() {
        byte[] large = new byte[SstableWriter.MAX_ENTRY_BYTES];
        try (SstableWriter writer = new SstableWriter(new MemorySink("test.sst"), SstableWriterOptions.DEFAULT)) {
            assertThatThrownBy(() -> writer.add(Bytes.utf8("a"), Trailer.of(1, KeyKind.SET), Bytes.wrap(large)))
                    .extracting(e -> ((StorageException) e).kind())
                    .isEqualTo(Kind.LIMIT_EXCEEDED);
        }
    }

    /** 64 MiB of zeros become 3 MiB, which a careful reader refuses to decode. */
    @Test
    void storesWhatWouldExpandTooFarAsItIs() {
        byte[] zeros = new byte[64 << 20];
        MemorySink file = new MemorySink("test.sst");
        try (SstableWriter writer = new SstableWriter(file, SstableWriterOptions.DEFAULT)) {
            writer.add(Bytes.utf8("a"), Trailer.of(1, KeyKind.SET), Bytes.wrap(zeros));
            assertThat(writer.finish().size()).isGreaterThan(zeros.length);
        }
    }

    @Test
    void marksObsoleteWhatNewerVersionsHide() {
        TableContent content = new TableContent(
                List.of(
                        entry("a", 9, KeyKind.MERGE, "1"),
                        entry("a", 8, KeyKind.MERGE, "2"),
                        entry("a", 7, KeyKind.SET, "3"),
                        entry("a", 6, KeyKind.MERGE, "4"),
                        entry("b", 5, KeyKind.DELETE, "")),
                List.of(),
                List.of());
        SstableWriterOptions rows = OPTIONS.with(TableFormat.PEBBLE_V4).with(CompressionProfile.NONE);
        assertThat(kindBytes(content.write(rows).file())).isEqualTo("02 02 01 42 00");
        assertThat(kindBytes(content.write(rows.withLowestLevel(true)).file())).isEqualTo("02 02 01 42 40");
    }

    /** The kind bytes of a table of one row block with keys of one letter and values of at most one byte. */
    private static String kindBytes(Bytes file) {
        List<String> kinds = new ArrayList<>();
        int at = 0;
        while (kinds.size() < 5) {
            int keyEnd = at + 3 + file.at(at + 1);
            kinds.add(String.format("%02x", file.at(keyEnd - 8)));
            at = keyEnd + file.at(at + 2);
        }
        return String.join(" ", kinds);
    }

    @Test
    void theFirstPointIsNeverObsoleteSoOnlyATableOfNothingIs() {
        TableContent nothing = new TableContent(List.of(), List.of(), List.of());
        TableContent deletion = new TableContent(List.of(entry("a", 9, KeyKind.DELETE, "")), List.of(), List.of());
        assertThat(obsoleteKey(nothing.write(OPTIONS))).isEqualTo("0074");
        assertThat(obsoleteKey(deletion.write(OPTIONS.withLowestLevel(true)))).isEqualTo("00");
    }

    private static String obsoleteKey(Written written) {
        return String.valueOf(written.table().properties().others().get("obsolete-key"));
    }

    @ParameterizedTest
    @EnumSource(names = {"PEBBLE_V4", "PEBBLE_V7"})
    void addingAPointAllocatesNothing(TableFormat format) {
        MemorySink file = new MemorySink("test.sst");
        try (SstableWriter writer = new SstableWriter(
                file, OPTIONS.withValidation(false).with(format).withBlocks(1 << 20, 1 << 20))) {
            ByteSink key = new ByteSink().writeIntBe(0);
            byte[] value = new byte[20];
            Allocation first = Allocation.of(() -> fill(writer, key, value, 0, 20_000));
            Allocation second = Allocation.of(() -> fill(writer, key, value, 20_000, 20_100));
            assertThat(first.bytes()).isPositive();
            assertThat(second.bytes()).isLessThan(1000);
        }
    }

    private static void fill(SstableWriter writer, ByteSink key, byte[] value, int from, int to) {
        for (int i = from; i < to; i++) {
            key.clear().writeIntBe(i);
            writer.add(key.array(), 0, 4, Trailer.of(i, KeyKind.SET), value, 0, value.length);
        }
    }

    @Test
    void isGivenUpAfterAFailure() {
        FailingSink file = new FailingSink();
        try (SstableWriter writer = new SstableWriter(file, SstableWriterOptions.DEFAULT.withBlocks(256, 256))) {
            Bytes value = Bytes.wrap(new byte[300]);
            writer.add(Bytes.utf8("a"), Trailer.of(1, KeyKind.SET), value);
            assertThatThrownBy(() -> writer.add(Bytes.utf8("b"), Trailer.of(1, KeyKind.SET), value))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.add(Bytes.utf8("c"), Trailer.of(1, KeyKind.SET), value))
                    .extracting(e -> ((StorageException) e).kind())
                    .isEqualTo(Kind.CLOSED);
            assertThatThrownBy(writer::finish)
                    .extracting(e -> ((StorageException) e).kind())
                    .isEqualTo(Kind.CLOSED);
        }
        assertThat(file.closed).isTrue();
    }

    private static final class FailingSink implements FileSink {

        boolean closed;

        @Override
        public String description() {
            return "full.sst";
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void write(byte[] array, int offset, int length) {
            throw new IllegalStateException("full");
        }

        @Override
        public void finish() {
            throw new IllegalStateException("finished");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void refusesFormatsAndSizesThatItDoesNotWrite() {
        assertThatThrownBy(() -> OPTIONS.with(TableFormat.PEBBLE_V5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.withBlocks(1, 4096)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.withFilter(101)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Entry entry(String key, long sequence, KeyKind kind, String value) {
        return new Entry(Bytes.utf8(key), Trailer.of(sequence, kind), Bytes.utf8(value));
    }
}
