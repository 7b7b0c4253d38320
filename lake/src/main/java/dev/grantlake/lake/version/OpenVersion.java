package dev.grantlake.lake.version;

import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.block.BlockReader;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.directory.KeyDirectory;
import dev.grantlake.lake.directory.KeyLookup;
import dev.grantlake.lake.directory.Marks;
import dev.grantlake.lake.table.Rows;
import dev.grantlake.lake.table.TableReader;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import static java.util.Objects.requireNonNull;

/** A version that is open and pinned for as long as anybody holds it. Thread-safe. */
public final class OpenVersion {

    private final DatasetVersion version;
    private final @Nullable KeyDirectory directory;
    /** Null where there is no directory. */
    private final @Nullable KeyLookup keys;

    private final TableReader reader;
    private final LongSupplier maxSeq;
    private final Pins pins;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Takes over {@code version}, which has been pinned; its first holder is the caller. */
    public OpenVersion(
            DatasetVersion version,
            @Nullable KeyDirectory directory,
            BlockCache cache,
            LongSupplier maxSeq,
            Pins pins) {
        this.version = version;
        this.directory = directory;
        this.keys = directory == null ? null : directory.over(version, cache);
        this.reader = keys == null
                ? new FilterReader(version)
                : new DirectoryReader(keys, new BlockReader(version, cache, Column.VALUE));
        this.maxSeq = maxSeq;
        this.pins = pins;
    }

    public DatasetVersion version() {
        return version;
    }

    /** Of the head of a table, which always has one. */
    public KeyDirectory directory() {
        return requireNonNull(directory, "a version of the past has no directory");
    }

    /** The rows that a flush of these replaces. */
    public Marks locate(Rows rows) {
        return requireNonNull(keys, "a version of the past has no directory").locate(rows);
    }

    TableReader reader() {
        return reader;
    }

    public long maxSeq() {
        return maxSeq.getAsLong();
    }

    /** One more holder; false if the last one has let go. */
    public boolean retain() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    public void release() {
        if (holders.decrementAndGet() == 0) {
            try {
                version.close();
            } finally {
                pins.unpin(version.number());
            }
        }
    }
}
