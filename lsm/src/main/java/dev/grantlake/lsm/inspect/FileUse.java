package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.List;

/**
 * What a database makes of one file.
 *
 * @param tables the tables that lie in it, as the manifest states them; none if only a log names it
 * @param bottom whether all of them lie on the lowest level, so that nothing is below
 */
record FileUse(List<TableMetadata> tables, boolean bottom) {

    private static final Bytes NUL = Bytes.wrap(new byte[1]);

    FileUse {
        tables = List.copyOf(tables);
    }

    /** From the first to the last key that any of the tables may show. */
    KeyRange span() {
        Bytes from = null;
        Bytes to = null;
        for (TableMetadata table : tables) {
            KeyBounds bounds = table.bounds();
            Bytes smallest = bounds.smallest().userKey();
            Bytes behind = bounds.largest().userKey().plus(NUL);
            from = from == null || smallest.compareTo(from) < 0 ? smallest : from;
            to = to == null || behind.compareTo(to) > 0 ? behind : to;
        }
        return new KeyRange(from, to);
    }
}
