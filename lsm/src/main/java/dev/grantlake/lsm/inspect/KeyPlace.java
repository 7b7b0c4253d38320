package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;

/** One of the places in a database that have to do with a user key. */
public sealed interface KeyPlace {

    /** The level of a table that only a log names. */
    int INGESTED = -1;

    /** The name of the file in its directory. */
    String file();

    /**
     * An operation of a log on the key.
     *
     * @param offset of the operation, in bytes from the start of the file
     * @param live whether the log counts; an obsolete one may say what is in no table any more
     * @param value the value or operand, or what the kind has in its place
     */
    record InLog(String file, long offset, boolean live, long sequence, KeyKind kind, Bytes value)
            implements KeyPlace {}

    /**
     * An operation of a log on a range that holds the key: a range deletion, an excise, or one on range keys.
     *
     * @param offset of the operation, in bytes from the start of the file
     * @param live whether the log counts
     * @param start inside the range
     * @param end behind the range
     */
    record RangeInLog(String file, long offset, boolean live, long sequence, KeyKind kind, Bytes start, Bytes end)
            implements KeyPlace {}

    /**
     * A version of the key in a table.
     *
     * @param table its number
     * @param level 0 to 6, or {@link #INGESTED}
     * @param blockOffset of its data block, in bytes from the start of the file
     * @param sequence as reads see it
     */
    record InTable(String file, long table, int level, long blockOffset, long sequence, KeyKind kind, Bytes value)
            implements KeyPlace {}

    /**
     * A range deletion or range key of a table that holds the key.
     *
     * @param table its number
     * @param level 0 to 6, or {@link #INGESTED}
     * @param sequence as reads see it
     * @param start inside the range
     * @param end behind the range
     */
    record RangeInTable(String file, long table, int level, long sequence, KeyKind kind, Bytes start, Bytes end)
            implements KeyPlace {}

    /**
     * A table whose bounds hold the key, by the manifest; whether it has the key is another question.
     *
     * @param table its number
     * @param level 0 to 6
     */
    record InBounds(String file, long table, int level, KeyBounds bounds) implements KeyPlace {}
}
