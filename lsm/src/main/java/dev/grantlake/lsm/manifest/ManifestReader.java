package dev.grantlake.lsm.manifest;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** Reads a manifest from its first to its last whole record. {@code Version} is what applying them all gives. */
public final class ManifestReader {

    /** The longest edit that is read: a version of 400,000 tables with long keys. */
    private static final int MAX_RECORD_BYTES = 64 << 20;

    private ManifestReader() {}

    /**
     * Hands every version edit to {@code each}, in file order.
     *
     * @param maxBytes the largest manifest that is read
     * @return what was dropped at the end, or null if it ended cleanly
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file, {@code CORRUPT} for damage as
     *     {@code strictness} defines it and for records that are no version edits, {@code LIMIT_EXCEEDED} for a larger
     *     file
     */
    public static @Nullable LogTail read(
            Vfs directory, String name, long maxBytes, Strictness strictness, Consumer<ManifestRecord> each) {
        try (ReadableFile file = directory.open(name)) {
            if (file.size() > maxBytes) {
                throw StorageException.limit(
                        Location.of(file.description(), "manifest"),
                        file.size() + " bytes, at most " + maxBytes + " are read");
            }
            LogReader log = LogReader.ofManifest(file, (int) Math.min(maxBytes, MAX_RECORD_BYTES));
            for (LogRecord record = log.next(); record != null; record = log.next()) {
                each.accept(ManifestDecoder.decode(record, file.description()));
            }
            return LogTail.ofManifest(file, log.end(), strictness);
        }
    }
}
