package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.TableSource;
import org.jspecify.annotations.Nullable;

/** What a database reads from, one of many: a table, or what logs hold. Thread-safe. */
interface ReadSource extends TableSource {

    /** Finds the newest visible version of a key; {@code found} shows it, whatever its kind. */
    boolean find(Bytes userKey, FoundVersion found);

    /** The name of the file that reading it opens, or null if it is in memory. */
    @Nullable
    String fileName();
}
