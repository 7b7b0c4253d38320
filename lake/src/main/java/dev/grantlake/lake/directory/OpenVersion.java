package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.DatasetVersion;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** A version that is open and pinned for as long as anybody holds it. Thread-safe. */
final class OpenVersion {

    private final DatasetVersion version;
    private final @Nullable KeyDirectory directory;
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
        this.reader = directory == null
                ? new FilterReader(version)
                : new DirectoryReader(directory, new BlockReader(version, cache));
        this.maxSeq = maxSeq;
        this.pins = pins;
    }

    DatasetVersion version() {
        return version;
    }

    /** Null where there is none. */
    @Nullable
    KeyDirectory directory() {
        return directory;
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
