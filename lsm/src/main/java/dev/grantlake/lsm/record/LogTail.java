package dev.grantlake.lsm.record;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

/**
 * The end of a log that was not read, for the report of whoever opened it.
 *
 * @param where the file, and the first byte that was not read
 * @param length bytes from there to the end of the file
 * @param cause what they are
 * @param detail what stopped the reading
 */
public record LogTail(Location where, long length, Cause cause, String detail) {

    /** What an unread tail is. */
    public enum Cause {
        /** What a crash left of a record that was being written. */
        TORN,
        /** Damage that was passed over on request. */
        DAMAGED,
        /** The content of an older log whose file was used again. */
        RECYCLED
    }

    /**
     * Judges how a manifest ended. Each edit is synced before the next is written, so a chunk that begins a record
     * proves that everything before it had been on disk whole.
     *
     * @return what was dropped, or null if the manifest ended cleanly
     * @throws StorageException of kind {@code CORRUPT} if that is more than {@code strictness} allows; names where the
     *     reading stopped and where the manifest went on
     */
    public static @Nullable LogTail ofManifest(ReadableFile file, LogEnd end, Strictness strictness) {
        if (end.clean()) {
            return null;
        }
        Location where = new Location(file.description(), end.dropFrom(), "manifest tail");
        long length = file.size() - end.dropFrom();
        LogChunk next =
                ChunkSearch.firstFrom(file, end.offset(), chunk -> chunk.role().startsRecord() && chunk.belongsTo(0));
        String detail = end.kind() == LogEnd.Kind.CUT ? "a record without its end" : end.detail();
        if (next != null) {
            detail += " at " + end.offset() + ", although a sound record follows at " + next.offset();
        }
        if (strictness == Strictness.STRICT || (next != null && strictness != Strictness.SALVAGE)) {
            throw StorageException.corrupt(where, "a version edit", detail);
        }
        return new LogTail(where, length, next == null ? Cause.TORN : Cause.DAMAGED, detail);
    }

    @Override
    public String toString() {
        return where + ": " + length + " bytes not read: " + detail;
    }
}
