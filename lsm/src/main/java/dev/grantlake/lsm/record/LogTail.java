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
        /** Damage that was passed over on request, and everything behind it. */
        DAMAGED,
        /**
         * A torn record or damage, nothing says which: sound chunks of the log follow, but none that says how far the
         * file had been synced.
         */
        UNPROVEN,
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

    /**
     * Judges how a segment of a write-ahead log ended. A chunk of the log that says that the file had been synced
     * beyond the place proves that what cannot be read there had been on disk whole.
     *
     * @param number the log's number
     * @param closed whether the segment was closed before the next was begun, which leaves a clean end
     * @return what was dropped, or null if the segment ended cleanly
     * @throws StorageException of kind {@code CORRUPT} if that is more than {@code strictness} allows; names where the
     *     reading stopped and, for proven damage, where the proof lies
     */
    public static @Nullable LogTail ofWal(
            ReadableFile file, long number, LogEnd end, boolean closed, Strictness strictness) {
        if (end.clean()) {
            return null;
        }
        Aftermath aftermath = new Aftermath(number, end.offset());
        LogChunk proof = ChunkSearch.firstFrom(file, end.offset(), aftermath::proves);
        Cause cause = aftermath.cause(end, proof != null || closed);
        String detail =
                end.kind() == LogEnd.Kind.CUT ? "a record without its end" : end.detail() + " at " + end.offset();
        if (proof != null) {
            detail += ", although the chunk at " + proof.offset() + " says that the file had been synced up to "
                    + Long.toUnsignedString(proof.syncOffset());
        } else if (aftermath.own != null) {
            detail += "; a sound chunk of the log follows at " + aftermath.own.offset();
        }
        Location where = new Location(file.description(), end.dropFrom(), "log tail");
        boolean refused = switch (strictness) {
            case STRICT -> cause != Cause.RECYCLED;
            case DAMAGE_IS_AN_ERROR -> cause == Cause.DAMAGED;
            case SALVAGE -> false;
        };
        if (refused) {
            throw StorageException.corrupt(
                    where, closed && proof == null ? "the clean end of a log that another follows" : "a batch", detail);
        }
        return new LogTail(where, file.size() - end.dropFrom(), cause, detail);
    }

    /** What lies behind the place where a write-ahead log could not be read on. */
    private static final class Aftermath {

        private final long number;
        private final long offset;
        private @Nullable LogChunk own;
        private boolean any;

        Aftermath(long number, long offset) {
            this.number = number;
            this.offset = offset;
        }

        /** Takes note of a chunk, and says whether it proves that the place had been synced. */
        boolean proves(LogChunk chunk) {
            any = true;
            if (!chunk.belongsTo(number)) {
                return false;
            }
            own = own == null ? chunk : own;
            return chunk.format() == ChunkFormat.SYNC && Long.compareUnsigned(chunk.syncOffset(), offset) > 0;
        }

        Cause cause(LogEnd end, boolean damage) {
            if (damage) {
                return Cause.DAMAGED;
            }
            if (own != null) {
                return Cause.UNPROVEN;
            }
            // A record that was begun is torn for certain; at the border of one, an old chunk tells where it is from.
            return any && end.dropFrom() == end.offset() ? Cause.RECYCLED : Cause.TORN;
        }
    }

    @Override
    public String toString() {
        return where + ": " + length + " bytes not read: " + detail;
    }
}
