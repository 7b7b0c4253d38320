package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BlockReaderTest {

    private final ReadMetrics metrics = new ReadMetrics();
    private final SstableOptions options = new SstableOptions(new BufferCache(4 << 20), metrics);

    @Test
    void compressedBlocksAreDecodedOnce() {
        BytesFile file = BytesFile.views("test.sst", BytesFile.fixture("rich-v7-snappy.sst"));
        Footer footer = Footer.read(file);
        BlockReader blocks = new BlockReader(file, footer, options);
        Bytes first = blocks.read(footer.index(), BlockKind.INDEX);
        Bytes second = blocks.read(footer.index(), BlockKind.INDEX);
        assertThat(second).isEqualTo(first);
        assertThat(second.array()).isSameAs(first.array());
        assertThat(metrics.snapshot().blocksDecoded()).isEqualTo(1);
        assertThat(metrics.snapshot().cacheHits()).isEqualTo(1);
    }

    @Test
    void rawBlocksInMemoryAreNeitherCopiedNorCached() {
        byte[] content = BytesFile.fixture("rich-v7-none.sst");
        BytesFile file = BytesFile.views("test.sst", content);
        Footer footer = Footer.read(file);
        BlockReader blocks = new BlockReader(file, footer, options);
        assertThat(blocks.read(footer.index(), BlockKind.INDEX).array()).isSameAs(content);
        assertThat(options.cache().sizeBytes()).isZero();
    }

    @Test
    void rawBlocksOfADiskAreCachedWithoutTheirTrailer() {
        byte[] content = BytesFile.fixture("rich-v7-none.sst");
        BytesFile file = BytesFile.copies("test.sst", content);
        Footer footer = Footer.read(file);
        BlockReader blocks = new BlockReader(file, footer, options);
        Bytes block = blocks.read(footer.index(), BlockKind.INDEX);
        assertThat(block.length()).isEqualTo((int) footer.index().length());
        assertThat(blocks.read(footer.index(), BlockKind.INDEX).array()).isSameAs(block.array());
    }

    @Test
    void tablesDoNotShareBlocks() {
        byte[] content = BytesFile.fixture("rich-v7-snappy.sst");
        for (int i = 0; i < 2; i++) {
            BytesFile file = BytesFile.views("test.sst", content);
            Footer footer = Footer.read(file);
            new BlockReader(file, footer, options).read(footer.index(), BlockKind.INDEX);
        }
        assertThat(metrics.snapshot().blocksDecoded()).isEqualTo(2);
        assertThat(metrics.snapshot().cacheHits()).isZero();
    }

    @Test
    void aLookUpDecodesOneBlockAndKeepsIt() {
        BytesFile file = BytesFile.views("test.sst", BytesFile.fixture("ingest-v7-sdk.sst"));
        try (Sstable table = Sstable.open(file, options)) {
            PointLookup lookup = new PointLookup();
            long opened = metrics.snapshot().blocksDecoded();
            lookup.find(table, TableView.WHOLE, Bytes.utf8("res/000100/ent/005"), 0);
            assertThat(metrics.snapshot().blocksDecoded() - opened)
                    .as("index and one data block")
                    .isEqualTo(2);
            lookup.find(table, TableView.WHOLE, Bytes.utf8("res/000100/ent/006"), 0);
            assertThat(metrics.snapshot().blocksDecoded() - opened).isEqualTo(2);
            assertThat(metrics.snapshot().cacheHits()).isZero();
        }
    }

    @Test
    void aViewReadsNoBlocksBeyondItsBounds() {
        BytesFile file = BytesFile.views("test.sst", BytesFile.fixture("ingest-v7-sdk.sst"));
        try (Sstable table = Sstable.open(file, options);
                InternalCursor whole = table.points(TableView.WHOLE)) {
            whole.first();
            long opened = metrics.snapshot().blocksDecoded();
            // Both keys lie in the first of nine blocks, the second is not its last.
            TableView view =
                    new TableView(Bytes.utf8("res/000000/ent/003"), Bytes.utf8("res/000000/ent/006"), false, 0);
            try (InternalCursor cursor = table.points(view)) {
                assertThat(Entry.all(cursor)).hasSize(4);
                assertThat(cursor.last()).isTrue();
                assertThat(cursor.seekGe(Bytes.utf8("res/000000/ent/007"))).isFalse();
                assertThat(cursor.seekLt(Bytes.utf8("res/000000/ent/003"))).isFalse();
            }
            assertThat(metrics.snapshot().blocksDecoded() - opened).isZero();

            // The first key of the view is the first of the second block.
            Bytes lastOfFirstBlock = lastOfFirstBlock(table);
            TableView from = new TableView(lastOfFirstBlock.plus(Bytes.ofHex("00")), null, false, 0);
            SstableOptions uncached = new SstableOptions(new BufferCache(0), metrics);
            BytesFile again = BytesFile.views("test.sst", BytesFile.fixture("ingest-v7-sdk.sst"));
            try (Sstable other = Sstable.open(again, uncached);
                    InternalCursor cursor = other.points(from)) {
                assertThat(cursor.first()).isTrue();
                long before = metrics.snapshot().blocksDecoded();
                assertThat(cursor.prev()).isFalse();
                assertThat(metrics.snapshot().blocksDecoded() - before).isZero();
            }
        }
    }

    private static Bytes lastOfFirstBlock(Sstable table) {
        IndexCursor index = new IndexCursor(table);
        index.first();
        DataBlockCursor block = table.format().newDataBlockCursor();
        table.load(index, block);
        block.last();
        return block.userKey().copy();
    }
}
