package dev.grantlake.kv;

import dev.grantlake.base.StorageException;

import java.util.Collection;
import java.util.List;

/** The ability to replace much at once: content that is there in order anyway need not go through batches. */
public interface RangeReplacement {

    /**
     * Removes everything that is in any of {@code ranges} and puts {@code content} there, in one step: a read sees all
     * of the old or all of the new, over all ranges together, and so does an opening after a crash. Cursors and
     * snapshots opened before go on to show the old. When it returns, the new is on disk and forced, whatever the
     * store's durability; what was committed before it is durable then, too.
     *
     * <p>The content is read on the calling thread, while commits and reads go on; what is committed to a range until
     * the step is taken is removed with the rest. Waits while writes are paused (see {@link WritePauses}).
     *
     * @param ranges may overlap or be empty, in any order
     * @param content read from {@code first()} to its end; keys outside all ranges are put over what is there. Stays
     *     the caller's, and may be a cursor of this very store
     * @return number of entries of the content
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if keys of the content do not ascend, {@code CLOSED},
     *     or what reading the content throws: then nothing has changed
     */
    long replaceRanges(Collection<KeyRange> ranges, Cursor content);

    /** Puts {@code content} over what is there, in one step, as {@link #replaceRanges} with no range does. */
    default long ingest(Cursor content) {
        return replaceRanges(List.of(), content);
    }
}
