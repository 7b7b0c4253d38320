package dev.grantlake.lake.directory;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.table.Rows;

import java.util.List;

/** Finds the rows of one version by their keys. Thread-safe; what is known is told as {@link DirectoryEntry} has it. */
public interface KeyLookup {

    /** What is known of a key, or {@link DirectoryEntry#ABSENT}. */
    long find(Bytes key);

    /** What is known of each of these keys, in their order. */
    long[] findAll(List<Bytes> keys);

    /** The rows under these keys, tombstones too: those that a flush of {@code rows} replaces. */
    Marks locate(Rows rows);

    /** The keys of a range; tombstones are shown if they shall be. */
    EntryCursor entries(KeyRange range, boolean tombstones);
}
