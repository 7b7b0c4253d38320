package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.inspect.DatabaseAudit;
import dev.grantlake.lsm.inspect.Fault;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** What a directory holds, found by audit and by reading all of it; nothing is written. */
public final class SoundDatabase {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics());

    private SoundDatabase() {}

    /** All rows of a directory that nobody has open; fails where anything is wrong with a file, a level or a log. */
    public static NavigableMap<Bytes, Bytes> rows(Vfs directory) {
        List<Fault> faults = new ArrayList<>();
        DatabaseAudit audit = requireNonNull(DatabaseAudit.of(directory, OPTIONS, faults::add));
        audit.tableFiles().forEach(audit::auditTable);
        audit.auditLevels();
        faults.removeIf(SoundDatabase::isAnEarlierManifest);
        assertThat(faults).isEmpty();
        return read(directory);
    }

    /** One of them is kept. */
    private static boolean isAnEarlierManifest(Fault fault) {
        return fault.kind() == Fault.Kind.EXTRA_FILE && fault.where().toString().contains("/MANIFEST-");
    }

    /** All rows, without an audit. */
    public static NavigableMap<Bytes, Bytes> read(Vfs directory) {
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS);
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            for (boolean any = cursor.first(); any; any = cursor.next()) {
                rows.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return rows;
    }
}
