package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.RowTableAssembler.Point;
import dev.grantlake.lsm.sstable.RowTableAssembler.Shape;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler.Row;
import dev.grantlake.lsm.sstable.rowblk.RowBlockAssembler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static dev.grantlake.lsm.sstable.Corruption.assertRefused;
import static dev.grantlake.lsm.sstable.Corruption.assertUnsupported;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables that are not sound, or sound and not read here, are refused with a reason; what opened them is closed. */
class SstableRefusalsTest {

    private static final Shape ROWS = new Shape(4, 16, 1, true, false, 0, 0);
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Bytes C = Bytes.utf8("c");

    @Test
    void footersThatContradictThePropertiesAreRefused() {
        assertCorrupt("attributes", () -> Tables.open("bad-v7-attributes.sst"));
        assertThatThrownBy(() -> Tables.open("bad-v7-attributes.sst"))
                .hasMessageContaining("expected attributes 0x0, as follow from the properties, found 0x80");
    }

    @Test
    void pointsBehindAnEmptyNoteOnObsoleteKeysAreRefusedAsInGo() {
        try (Sstable table = Tables.open("bad-v7-empty-obsolete-prop.sst")) {
            assertCorrupt("points", () -> table.points(TableView.WHOLE));
            assertCorrupt("look-up", () -> new PointLookup().find(table, TableView.WHOLE, A, 9));
        }
    }

    @Test
    void aFailedOpenClosesTheFile() {
        byte[] content = BytesFile.fixture("tiny-v7-col.sst");
        BytesFile sound = BytesFile.views("sound", content);
        Sstable table = Sstable.open(sound, Tables.options());
        assertThat(sound.closed()).isFalse();
        table.close();
        table.close();
        assertThat(sound.closed()).isTrue();
        assertRefused("closed", StorageException.Kind.CLOSED, () -> table.points(TableView.WHOLE));

        content[content.length - 1] ^= 1;
        BytesFile bad = BytesFile.views("bad", content);
        assertCorrupt("magic", () -> Sstable.open(bad, Tables.options()));
        assertThat(bad.closed()).isTrue();
    }

    @Test
    void cursorsOfAClosedTableFail() {
        Sstable table = Tables.open("tiny-v7-col.sst");
        InternalCursor cursor = table.points(TableView.WHOLE);
        InternalCursor other = table.points(TableView.WHOLE);
        cursor.first();
        table.close();
        assertRefused("closed", StorageException.Kind.CLOSED, other::first);
        assertRefused("closed", StorageException.Kind.CLOSED, () -> table.points(TableView.WHOLE));
        cursor.close();
        cursor.close();
        assertRefused("closed cursor", StorageException.Kind.CLOSED, cursor::first);
        assertRefused("closed cursor", StorageException.Kind.FAILED_PRECONDITION, cursor::userKey);
        assertThat(cursor.valid()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void legacyAndFutureFormatsAreUnsupported() {
        byte[] tiny = BytesFile.fixture("tiny-v7-col.sst");
        assertUnsupported("RocksDB", () -> Tables.open(edited(tiny, 8, Bytes.ofHex("f7cff485b741e288"))));
        assertUnsupported("LevelDB", () -> Tables.open(edited(tiny, 8, Bytes.ofHex("57fb808b247547db"))));
        assertUnsupported("version 8", () -> Tables.open(edited(tiny, 12, BlockAssembler.int32(8))));
        assertUnsupported("version 0", () -> Tables.open(edited(tiny, 12, BlockAssembler.int32(0))));
        assertUnsupported("checksum kind 2", () -> Tables.open(edited(tiny, 61, Bytes.ofHex("02"))));
        assertUnsupported("checksum kind 0", () -> Tables.open(edited(tiny, 61, Bytes.ofHex("00"))));
    }

    @Test
    void handlesThatLeaveTheFileAreRefused() {
        byte[] tiny = BytesFile.fixture("tiny-v7-col.sst");
        for (String handles : List.of(
                "b80730" + "7e24", // the metaindex reaches into the footer
                "b8072e" + "ff7f24", // the index lies behind the end
                "b8072e" + "ffffffffffffffffff0124", // the index lies at 2^64-1
                "b8072e" + "7effffffffffffffffff01", // the index is 2^64-1 long
                "ffffffffffffffffff01ffffffffffffffffff01")) {
            assertCorrupt(handles, () -> Tables.open(edited(tiny, 60, Bytes.ofHex(handles))));
        }
        assertCorrupt("no varint", () -> Tables.open(edited(tiny, 60, Bytes.ofHex("ff".repeat(40)))));
    }

    @Test
    void foreignNamesAreUnsupported() {
        record Foreign(String property, String value) {}
        for (Foreign foreign : List.of(
                new Foreign("rocksdb.comparator", "rocksdb.ReverseComparator"),
                new Foreign("rocksdb.merge.operator", "counter"),
                new Foreign("pebble.colblk.schema", "crdb1"),
                new Foreign("pebble.colblk.schema", ""))) {
            byte[] content = assembler(rows("a"))
                    .property(foreign.property, Bytes.utf8(foreign.value))
                    .assemble();
            assertUnsupported(foreign.toString(), () -> Tables.open(content));
        }
        byte[] withoutSchema =
                assembler(rows("a")).property("pebble.colblk.schema", null).assemble();
        assertUnsupported("no schema", () -> Tables.open(withoutSchema));
        byte[] hashIndex = assembler(rows("a"))
                .property("rocksdb.block.based.table.index.type", BlockAssembler.int32(1))
                .assemble();
        assertUnsupported("index type 1", () -> Tables.open(hashIndex));
    }

    @Test
    void absentNamesAreAccepted() {
        for (String merger : List.of("", "nullptr")) {
            byte[] content = assembler(rows("a"))
                    .property("rocksdb.comparator", Bytes.EMPTY)
                    .property("rocksdb.merge.operator", Bytes.utf8(merger))
                    .assemble();
            Tables.open(content).close();
        }
        byte[] content = assembler(rows("a"))
                .property("rocksdb.comparator", null)
                .property("rocksdb.merge.operator", null)
                .assemble();
        Tables.open(content).close();
    }

    @Test
    void blobValuesAreUnsupported() {
        byte[] byProperty = assembler(rows("a"))
                .property("pebble.num.values.in.blob-files", TableAssembler.varint(1))
                .attribute(0x40)
                .assemble();
        assertUnsupported("property", () -> Tables.open(byProperty));

        byte[] byMetaindex = assembler(rows("a"))
                .metaindexEntry("pebble.blob_ref_index", TableAssembler.encode(new BlockHandle(0, 1)))
                .assemble();
        assertUnsupported("metaindex", () -> Tables.open(byMetaindex));

        assertThatThrownBy(() -> Tables.open("000007.sst", byMetaindex))
                .hasMessageContaining("000007.sst")
                .hasMessageContaining("blob-reference block")
                .hasMessageContaining("values in blob files (value separation)");

        byte[] byValue = assembler(List.of(external("a", "4000010203"))).assemble();
        assertValue("value", byValue, StorageException.Kind.UNSUPPORTED);

        RowBlockAssembler rows = new RowBlockAssembler(16)
                .add(RowBlockAssembler.internalKey(A, Trailer.of(1, KeyKind.SET)), Bytes.ofHex("4000010203"), 0);
        byte[] inRows = rowTableOf(rows.assemble());
        assertValue("row", inRows, StorageException.Kind.UNSUPPORTED);
    }

    @Test
    void rowTablesWithoutPropertiesBlockOrWithForeignNamesAreRefused() {
        byte[] foreign = rowTable()
                .property("rocksdb.comparator", Bytes.utf8("rocksdb.ReverseComparator"))
                .assemble();
        assertUnsupported("comparer", () -> Tables.open(foreign));
        byte[] elsewhere = rowTable()
                .metaindexEntry("rocksdb.properties", TableAssembler.encode(new BlockHandle(1 << 20, 10)))
                .assemble();
        assertCorrupt("properties elsewhere", () -> Tables.open(elsewhere));
        byte[] legacy = rowTable()
                .metaindexEntry("rocksdb.range_del", TableAssembler.encode(new BlockHandle(0, 1)))
                .assemble();
        assertCorrupt("legacy range deletions", () -> Tables.open(legacy));
        byte[] noSchema =
                rowTable().property("pebble.colblk.schema", Bytes.utf8("crdb1")).assemble();
        Tables.open(noSchema).close();
    }

    @Test
    void rowBlocksOutOfOrderAreRefusedWhenRead() {
        byte[] below =
                rowTable(point("a"), point("c")).block(List.of(point("b")), B).assemble();
        assertScan("below the separator before", below);
        byte[] above = new RowTableAssembler(ROWS)
                .block(List.of(point("a"), point("c")), B)
                .block(List.of(point("d")), C)
                .assemble();
        assertScan("above its separator", above);
    }

    @Test
    void metaindexesThatContradictThemselvesAreRefused() {
        assertCorrupt(
                "legacy range deletions",
                () -> Tables.open(assembler(rows("a"))
                        .metaindexEntry("rocksdb.range_del", TableAssembler.encode(new BlockHandle(0, 1)))
                        .assemble()));
        assertCorrupt(
                "bytes behind a handle",
                () -> Tables.open(assembler(rows("a"))
                        .metaindexEntry("other", Bytes.ofHex("000100"))
                        .assemble()));
        assertCorrupt(
                "a cut handle",
                () -> Tables.open(assembler(rows("a"))
                        .metaindexEntry("other", Bytes.ofHex("80"))
                        .assemble()));
        for (String widths : List.of("000402", "010902", "0104", "01040200")) {
            assertCorrupt(
                    "widths " + widths,
                    () -> Tables.open(
                            assembler(rows("a")).valueIndex(Bytes.EMPTY, widths).assemble()));
        }
        byte[] unknown = assembler(rows("a"))
                .metaindexEntry("fullfilter.unknown", TableAssembler.encode(new BlockHandle(0, 1)))
                .assemble();
        Tables.open(unknown).close();
    }

    @Test
    void aPropertiesBlockElsewhereIsRefused() {
        byte[] content = assembler(rows("a"))
                .metaindexEntry("rocksdb.properties", TableAssembler.encode(new BlockHandle(1 << 20, 10)))
                .assemble();
        assertCorrupt("properties", () -> Tables.open(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "0100", "ffffffffffffffffffff01"})
    void numbersThatAreNoneAreRefused(String hex) {
        byte[] content = assembler(rows("a"))
                .property("rocksdb.num.entries", Bytes.ofHex(hex))
                .assemble();
        assertCorrupt(hex, () -> Tables.open(content));
    }

    @Test
    void blocksOutOfOrderAreRefusedWhenRead() {
        // The second block holds a key from before the first separator.
        byte[] below =
                new TableAssembler().block(rows("a", "c")).block(rows("b", "d")).assemble();
        assertScan("below", below);
        // The first block holds a key from behind its separator.
        byte[] above =
                new TableAssembler().block(rows("a", "c"), B).block(rows("d")).assemble();
        assertScan("above", above);
        // One block twice.
        TableAssembler assembler = new TableAssembler();
        BlockHandle handle = assembler.write(BlockAssembler.dataBlock(rows("a", "b")), 0);
        byte[] twice =
                assembler.indexEntry(B, B, handle).indexEntry(C, C, handle).assemble();
        assertScan("twice", twice);
    }

    @Test
    void partitionsOutOfOrderAreRefusedWhenRead() {
        byte[] above = new TableAssembler()
                .partitions(1)
                .block(rows("b"), B, A)
                .block(rows("c"), C, C)
                .assemble();
        assertScan("a separator above the one above it", above);
        byte[] below = new TableAssembler()
                .partitions(1)
                .block(rows("a"), A, C)
                .block(rows("b"), B, C)
                .assemble();
        assertScan("a separator below the one before it", below);
        byte[] empty = assembler(rows("a"))
                .property("rocksdb.block.based.table.index.type", BlockAssembler.int32(2))
                .attribute(0x20)
                .assemble();
        assertScan("a data block as a partition", empty);
    }

    @Test
    void anEmptyPartitionIsRefused() {
        TableAssembler assembler = new TableAssembler().partitions(9);
        BlockHandle empty = assembler.write(BlockAssembler.indexBlock(List.of()), 0);
        // The one-level index over it is written as the upper level.
        byte[] content = assembler.partitions(0).indexEntry(A, A, empty).assemble();
        assertScan("empty partition", content);
    }

    @Test
    void dataBlocksElsewhereAreRefused() {
        for (BlockHandle handle : List.of(
                new BlockHandle(1 << 20, 10),
                new BlockHandle(0, 1 << 20),
                new BlockHandle(-1, 10),
                new BlockHandle(0, -1),
                new BlockHandle(Long.MIN_VALUE, Long.MIN_VALUE),
                new BlockHandle(Long.MAX_VALUE, Long.MAX_VALUE))) {
            byte[] content = new TableAssembler().indexEntry(A, A, handle).assemble();
            assertScan(handle.toString(), content);
        }
    }

    @Test
    void unknownCompressionIsRefused() {
        for (int compression : new int[] {2, 3, 4, 5, 6, 9, 255}) {
            TableAssembler assembler = new TableAssembler();
            BlockHandle handle = assembler.write(BlockAssembler.dataBlock(rows("a")), compression);
            assertScan(
                    "compression " + compression,
                    assembler.indexEntry(A, A, handle).assemble());
        }
        for (int compression : new int[] {1, 7, 8}) {
            TableAssembler assembler = new TableAssembler();
            BlockHandle handle = assembler.write(BlockAssembler.dataBlock(rows("a")), compression);
            byte[] content = assembler.indexEntry(A, A, handle).assemble();
            try (Sstable table = Tables.open(content);
                    InternalCursor cursor = table.points(TableView.WHOLE)) {
                assertThatThrownBy(cursor::first).isInstanceOf(StorageException.class);
            }
        }
    }

    @Test
    void aCompressedMetaindexIsRefused() {
        byte[] tiny = BytesFile.fixture("tiny-v7-col.sst");
        // The compression byte of the metaindex, which lies at 952 and is 46 bytes long.
        tiny[952 + 46] = 1;
        TableAssembler.sealBlock(tiny, new BlockHandle(952, 46));
        assertCorrupt("metaindex", () -> Tables.open(tiny));
    }

    @Test
    void blocksAboveTheLimitAreRefusedBeforeTheyAreRead() {
        byte[] content = BytesFile.fixture("rich-v7-snappy.sst");
        // The longest properties and index blocks are shorter than this, data blocks are longer when decoded.
        SstableOptions options = new SstableOptions(new BufferCache(0), new ReadMetrics(), 16 << 10);
        try (Sstable table = Sstable.open(BytesFile.views("test.sst", content), options);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            assertRefused("decoded", StorageException.Kind.LIMIT_EXCEEDED, cursor::first);
        }
        SstableOptions stricter = new SstableOptions(new BufferCache(0), new ReadMetrics(), 100);
        assertRefused(
                "stored",
                StorageException.Kind.LIMIT_EXCEEDED,
                () -> Sstable.open(BytesFile.views("test.sst", content), stricter));
    }

    @Test
    void zstdBlocksThatClaimMoreThanTheLimitAreRefused() {
        TableAssembler assembler = new TableAssembler();
        Bytes claim = new ByteSink()
                .writeVarint(1L << 40)
                .writeBytes(Bytes.ofHex("28b52ffd"))
                .toBytes();
        byte[] content = assembler.indexEntry(A, A, assembler.write(claim, 7)).assemble();
        try (Sstable table = Tables.open(content);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            assertRefused("claim", StorageException.Kind.LIMIT_EXCEEDED, cursor::first);
        }
    }

    @Test
    void zstdBlocksThatWereMadeToExpandAreRefused() {
        TableAssembler assembler = new TableAssembler();
        byte[] content = assembler
                .indexEntry(A, A, assembler.write(zerosInZstd(100 << 20), 7))
                .assemble();
        try (Sstable table = Tables.open(content);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            assertRefused("100 MiB out of 3 KB", StorageException.Kind.LIMIT_EXCEEDED, cursor::first);
        }
    }

    /** A block of zeros: blocks of one repeated byte, the densest that zstd has. */
    private static Bytes zerosInZstd(int length) {
        int maxBlock = 128 << 10;
        ByteSink block = new ByteSink()
                .writeVarint(length)
                .writeBytes(Bytes.ofHex("28b52ffd"))
                .writeByte(0)
                .writeByte(7 << 3);
        for (int left = length; left > 0; left -= maxBlock) {
            int size = Math.min(left, maxBlock);
            block.writeShortLe(size << 3 | 1 << 1 | (left == size ? 1 : 0))
                    .writeByte(size >>> 13)
                    .writeByte(0);
        }
        return block.toBytes();
    }

    @Test
    void valuesInValueBlocks() {
        List<Bytes> blocks = List.of(Bytes.utf8("zero"), Bytes.utf8("onetwo"));
        byte[] content = new TableAssembler()
                .block(List.of(external("a", "80" + "030103"), row("b"), external("c", "9f" + "040000")))
                .valueBlocks(blocks)
                .assemble();
        try (Sstable table = Tables.open(content);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            assertThat(Entry.all(cursor).stream().map(entry -> entry.value().toUtf8()))
                    .containsExactly("two", "value of b", "zero");
        }
    }

    @Test
    void valueReferencesThatLeadNowhereAreRefused() {
        for (String reference : List.of(
                "", // nothing
                "00" + "010000", // in place, but claimed external
                "c0" + "010000", // no such place
                "80" + "0100", // cut
                "80" + "01000000", // bytes behind it
                "80" + "010200", // no third value block
                "80" + "050000", // longer than its block
                "80" + "010004", // behind its block
                "80" + "ffffffff07" + "00" + "ffffffff07", // both as large as can be
                "80" + "ffffffff0f" + "0000")) { // a length of 2^32-1
            byte[] content = new TableAssembler()
                    .block(List.of(external("a", reference)))
                    .valueBlocks(List.of(Bytes.utf8("zero"), Bytes.utf8("onetwo")))
                    .assemble();
            assertValue(reference, content, StorageException.Kind.CORRUPT);
        }
        byte[] noIndex =
                new TableAssembler().block(List.of(external("a", "80010000"))).assemble();
        assertValue("no value index", noIndex, StorageException.Kind.CORRUPT);

        record Bad(String name, String records) {}
        for (Bad bad : List.of(
                new Bad("a wrong number", "01" + "00000000" + "0400"),
                new Bad("a cut record", "00" + "00000000" + "04"),
                new Bad("a block elsewhere", "00" + "ffffffff" + "0400"))) {
            byte[] content = new TableAssembler()
                    .block(List.of(external("a", "80010000")))
                    .valueIndex(Bytes.ofHex(bad.records), "010402")
                    .assemble();
            assertValue(bad.name, content, StorageException.Kind.CORRUPT);
        }
    }

    @Test
    void rangeDeletionsOfAnotherKindAreRefused() {
        byte[] content = new TableAssembler()
                .rangeDeletions(List.of(A, B), List.of(0L, 1L), List.of(9L << 8 | 19))
                .assemble();
        try (Sstable table = Tables.open(content)) {
            assertCorrupt("kind", () -> table.rangeDeletions(TableView.WHOLE));
        }
    }

    private static void assertScan(String name, byte[] content) {
        try (Sstable table = Tables.open(content)) {
            assertCorrupt(name, () -> {
                try (InternalCursor cursor = table.points(TableView.WHOLE)) {
                    Entry.all(cursor);
                }
            });
            assertCorrupt(name, () -> {
                try (InternalCursor cursor = table.points(TableView.WHOLE)) {
                    for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                        Entry.of(cursor);
                    }
                }
            });
        }
    }

    private static void assertValue(String name, byte[] content, StorageException.Kind kind) {
        try (Sstable table = Tables.open(content);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            assertThat(cursor.first()).isTrue();
            assertRefused(name, kind, cursor::value);
            PointLookup lookup = new PointLookup();
            assertThat(lookup.find(table, TableView.WHOLE, A, Trailer.MAX_SEQUENCE))
                    .isTrue();
            assertRefused(name, kind, lookup::value);
        }
    }

    /** A copy of a table with other bytes so far from its end, and the footer's checksum made right. */
    private static byte[] edited(byte[] table, int fromEnd, Bytes bytes) {
        byte[] edited = table.clone();
        System.arraycopy(bytes.array(), bytes.offset(), edited, edited.length - fromEnd, bytes.length());
        TableAssembler.sealFooter(edited);
        return edited;
    }

    private static RowTableAssembler rowTable(Point... points) {
        List<Point> all = points.length == 0 ? List.of(point("a")) : List.of(points);
        return new RowTableAssembler(ROWS).block(all, all.get(all.size() - 1).userKey());
    }

    private static byte[] rowTableOf(Bytes dataBlock) {
        return new RowTableAssembler(ROWS).dataBlock(dataBlock, C).assemble();
    }

    private static Point point(String key) {
        return new Point(Bytes.utf8(key), Trailer.of(1, KeyKind.SET), Bytes.EMPTY, false, false);
    }

    private static TableAssembler assembler(List<Row> rows) {
        return new TableAssembler().block(rows);
    }

    private static List<Row> rows(String... keys) {
        return Stream.of(keys).map(SstableRefusalsTest::row).toList();
    }

    private static Row row(String key) {
        return new Row(Bytes.utf8(key), Trailer.of(12, KeyKind.SET), Bytes.utf8("value of " + key), false);
    }

    private static Row external(String key, String reference) {
        return new Row(Bytes.utf8(key), Trailer.of(12, KeyKind.SET), Bytes.ofHex(reference), true);
    }
}
