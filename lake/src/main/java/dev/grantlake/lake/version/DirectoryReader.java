package dev.grantlake.lake.version;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.block.BlockReader;
import dev.grantlake.lake.directory.DirectoryEntry;
import dev.grantlake.lake.directory.KeyLookup;
import dev.grantlake.lake.table.TableReader;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** Reads of a version that has a directory. */
final class DirectoryReader implements TableReader {

    private final KeyLookup keys;
    private final BlockReader blocks;

    DirectoryReader(KeyLookup keys, BlockReader blocks) {
        this.keys = keys;
        this.blocks = blocks;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        long entry = keys.find(key);
        return DirectoryEntry.tombstone(entry) ? null : blocks.value(entry);
    }

    @Override
    public List<@Nullable Bytes> getAll(List<Bytes> wanted) {
        long[] entries = keys.findAll(wanted);
        long[] addresses = Arrays.stream(entries)
                .filter(entry -> !DirectoryEntry.tombstone(entry))
                .sorted()
                .distinct()
                .toArray();
        Bytes[] found = blocks.values(addresses);
        @Nullable Bytes[] values = new @Nullable Bytes[entries.length];
        for (int i = 0; i < entries.length; i++) {
            if (!DirectoryEntry.tombstone(entries[i])) {
                values[i] = found[Arrays.binarySearch(addresses, entries[i])];
            }
        }
        return Arrays.asList(values);
    }

    @Override
    public boolean contains(Bytes key) {
        return !DirectoryEntry.tombstone(keys.find(key));
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return new DirectoryCursor(keys.entries(range, false), blocks);
    }

    @Override
    public Cursor keys(KeyRange range) {
        return new DirectoryCursor(keys.entries(range, false), null);
    }
}
