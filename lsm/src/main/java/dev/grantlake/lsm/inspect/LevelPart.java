package dev.grantlake.lsm.inspect;

import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeDeletion;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A part of a run: its bounds and numbers are at hand, what is in it is read when it is opened. */
interface LevelPart {

    /** Where it lies, as faults name it. */
    String file();

    /**
     * The bounds of its points and range deletions; null if only its content tells, and then it is alone in its run.
     */
    @Nullable
    KeyBounds bounds();

    /** No point or range deletion has a smaller sequence number. */
    long smallestSequence();

    /** No point or range deletion has a greater sequence number. */
    long largestSequence();

    /**
     * Opens it.
     *
     * @throws dev.grantlake.base.StorageException if it cannot be read
     */
    Content open();

    /** What is in it. Belongs to one thread; whoever opened it closes it. */
    interface Content extends AutoCloseable {

        /** The points that reads see; the caller closes them, before the content. */
        InternalCursor points();

        /** The range deletions that reads see. */
        List<RangeDeletion> deletions();

        @Override
        void close();
    }
}
