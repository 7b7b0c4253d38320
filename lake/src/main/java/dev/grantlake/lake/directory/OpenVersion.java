package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.table.Rows;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import static java.util.Objects.requireNonNull;

/** A version that is open and pinned for as long as anybody holds it. Thread-safe. */
final class OpenVersion {

    private final DatasetVersion version;
    private final @Nullable KeyDirectory directory;
    /** Null where there is no directory. */
    private final @Nullable KeyLookup keys;

    private final VersionReader reader;
    private final LongSupplier maxSeq;
    private final Pins pins;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Takes over {@code version}, which has been pinned; its first holder is the caller. */
    OpenVersion(
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

    DatasetVersion version() {
        return version;
    }

    /** Of the head of a table, which always has one. */
    KeyDirectory directory() {
        return requireNonNull(directory, "a version of the past has no directory");
    }

    /** The rows that a flush of these replaces. */
    Marks locate(Rows rows) {
        return requireNonNull(keys, "a version of the past has no directory").locate(rows);
    }

    VersionReader reader() {
        return reader;
    }

    long maxSeq() {
        return maxSeq.getAsLong();
    }

    int holders() {
        return holders.get();
    }

    /** One more holder; false if the last one has let go. */
    boolean retain() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            try {
                version.close();
            } finally {
                pins.unpin(version.number());
            }
        }
    }
}
