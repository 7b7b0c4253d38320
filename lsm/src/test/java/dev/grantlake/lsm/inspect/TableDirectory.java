package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.lsm.sstable.TableScript;
import dev.grantlake.vfs.MemoryVfs;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes databases whose tables are {@link TableScript}s, with bounds from a to z. */
final class TableDirectory {

    private static final Pattern SEQUENCE = Pattern.compile("#([0-9]+)");
    private static final int FIRST_TABLE = 20;

    private TableDirectory() {}

    /** A database of tables, each its level and its words; they are numbered from 20 on. */
    static MemoryVfs of(long lastSequence, String... tables) {
        MemoryVfs directory = PebbleFixtures.directory("minimal_handbuilt", "minimal_handbuilt");
        StringBuilder edit = new StringBuilder("2 9 3 40 4 " + lastSequence + " ");
        for (int i = 0; i < tables.length; i++) {
            String[] parts = tables[i].split(" ", 2);
            Bytes table = put(directory, FIRST_TABLE + i, parts[1]);
            long smallest = Long.MAX_VALUE;
            long largest = 0;
            for (MatchResult match : SEQUENCE.matcher(parts[1]).results().toList()) {
                smallest = Math.min(smallest, Long.parseLong(match.group(1)));
                largest = Math.max(largest, Long.parseLong(match.group(1)));
            }
            edit.append(String.format(
                    "103 %s %d %d a#%d,SET z#0,SET %d %d 1 ",
                    parts[0], FIRST_TABLE + i, table.length(), Trailer.MAX_SEQUENCE - 1, smallest, largest));
        }
        return describe(directory, edit.toString());
    }

    /**
     * A database of virtual tables over one file, number 20; each as a manifest has it, from its level to its numbers.
     */
    static MemoryVfs virtual(String file, String... tables) {
        MemoryVfs directory = PebbleFixtures.directory("minimal_handbuilt", "minimal_handbuilt");
        Bytes backing = put(directory, FIRST_TABLE, file);
        StringBuilder edit = new StringBuilder("2 9 3 40 4 100 105 20 " + backing.length() + " ");
        for (int i = 0; i < tables.length; i++) {
            String[] parts = tables[i].split(" ", 2);
            edit.append(String.format("103 %s %d 10 %s 66 20 1 ", parts[0], FIRST_TABLE + 1 + i, parts[1]));
        }
        return describe(directory, edit.toString());
    }

    private static Bytes put(MemoryVfs directory, int number, String script) {
        Bytes table = TableScript.table(script);
        directory.put(String.format("%06d.sst", number), table);
        return table;
    }

    private static MemoryVfs describe(MemoryVfs directory, String edit) {
        return directory.put("MANIFEST-000001", Bytes.wrap(EditScript.manifest(List.of(edit))));
    }
}
