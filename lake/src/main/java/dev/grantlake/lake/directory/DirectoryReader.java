package dev.grantlake.lake.directory;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** Reads of a version whose directory is in memory. */
final class DirectoryReader implements VersionReader {

    private final KeyDirectory directory;
    private final BlockReader blocks;

    DirectoryReader(KeyDirectory directory, BlockReader blocks) {
        this.directory = directory;
        this.blocks = blocks;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        long entry = directory.find(key);
        return DirectoryEntry.tombstone(entry) ? null : blocks.value(entry);
    }

    @Override
    public List<@Nullable Bytes> getAll(List<Bytes> keys) {
        long[] entries = keys.stream().mapToLong(directory::find).toArray();
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
        return !DirectoryEntry.tombstone(directory.find(key));
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return new DirectoryCursor(new EntryCursor(directory, range), blocks);
    }

    @Override
    public Cursor keys(KeyRange range) {
        return new DirectoryCursor(new EntryCursor(directory, range), null);
    }
}
