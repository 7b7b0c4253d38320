package dev.grantlake.testkit.verify;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.sstable.BlockHandle;
import dev.grantlake.lsm.sstable.Footer;
import dev.grantlake.lsm.sstable.Metaindex;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import dev.grantlake.vfs.MemoryVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Where the blocks of a sound table lie, so that their checksums can be put right when one was changed. */
final class TableBlocks {

    private final List<BlockHandle> handles = new ArrayList<>();
    private final int footer;

    TableBlocks(byte[] table) {
        MemoryVfs directory = new MemoryVfs("table").put("t.sst", Bytes.wrap(table));
        SstableOptions options = new SstableOptions(new BufferCache(1 << 20), new ReadMetrics());
        try (Sstable opened = Sstable.open(directory.open("t.sst"), options)) {
            Footer end = opened.footer();
            Metaindex metaindex = opened.metaindex();
            footer = (int) end.offset();
            handles.add(end.index());
            handles.add(end.metaindex());
            handles.add(metaindex.properties());
            add(metaindex.rangeDeletions());
            IndexBlock index = opened.index();
            for (int i = 0; i < index.size(); i++) {
                handles.add(new BlockHandle(index.offset(i), index.length(i)));
            }
        }
    }

    private void add(@Nullable BlockHandle handle) {
        if (handle != null) {
            handles.add(handle);
        }
    }

    /**
     * Puts the checksum of the block around {@code position} right.
     *
     * @return whether there is a block there
     */
    boolean repair(byte[] table, int position) {
        if (position >= footer) {
            return false;
        }
        for (BlockHandle handle : handles) {
            int offset = (int) handle.offset();
            int length = (int) handle.length();
            if (position >= offset && position <= offset + length) {
                LittleEndian.putInt(table, offset + length + 1, Crc32c.masked(table, offset, length + 1));
                return true;
            }
        }
        return false;
    }
}
