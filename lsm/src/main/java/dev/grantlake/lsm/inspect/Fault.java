package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Location;
import dev.grantlake.kv.KeyRange;

import java.util.Optional;

/**
 * One thing that is wrong with a database.
 *
 * @param where the file and the place in it
 * @param message what was expected and what was found, without the place
 * @param lost the user keys that cannot be read because of it; empty if all can
 */
public record Fault(Kind kind, Location where, String message, Optional<KeyRange> lost) {

    /** What is wrong. */
    public enum Kind {
        /** Markers, options or manifest: what they lead to cannot be read. */
        DATABASE,
        /** The end of a log or manifest that is passed over when the database is opened. */
        TAIL,
        /** A log that is damaged: what comes behind is lost. */
        LOG,
        /** Sound pieces of a log that replay passes over. */
        SKIPPED,
        /** What an older log left in a file that was used again: no fault of anybody's. */
        RECYCLED,
        /** A file that the database consists of is not there. */
        MISSING_FILE,
        /** A table file of another length than the manifest says. */
        FILE_SIZE,
        /** A table whose footer, metaindex, properties, index or range deletions cannot be read. */
        TABLE,
        /** A block of a table. */
        BLOCK,
        /** A value that lies elsewhere in its table and cannot be fetched. */
        VALUE,
        /** Keys that are out of order. */
        ORDER,
        /** Keys outside of the bounds that manifest or index state: reads do not find them. */
        BOUNDS,
        /** Sequence numbers that the manifest does not allow for: such entries are invisible or hide the wrong ones. */
        SEQUENCE,
        /** A key whose newer version lies below an older one: reads find the older. */
        LEVELS,
        /** A filter that rules out a key that is there: reads of single keys do not find it. */
        FILTER,
        /** Points that are marked as older than what a table holds of their keys, and are not: Pebble hides them. */
        OBSOLETE,
        /** A virtual table that shows nothing of its file. */
        VIRTUAL,
        /** Statistics of a table that contradict its content. */
        PROPERTIES,
        /** Bytes that belong to two blocks. */
        OVERLAP,
        /** Bytes that belong to nothing. */
        GAP,
        /** Something that is sound as far as it goes, but not read by this version. */
        UNSUPPORTED,
        /** A file that is no part of the database. */
        EXTRA_FILE
    }

    /** A fault that costs no key. */
    static Fault of(Kind kind, Location where, String message) {
        return new Fault(kind, where, message, Optional.empty());
    }

    /** A fault that costs the keys in {@code lost}. */
    static Fault losing(Kind kind, Location where, String message, KeyRange lost) {
        return new Fault(kind, where, message, Optional.of(lost));
    }
}
