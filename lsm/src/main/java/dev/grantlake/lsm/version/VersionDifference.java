package dev.grantlake.lsm.version;

import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What leads from one version to another in one edit, however many steps were taken between the two. */
public final class VersionDifference {

    private VersionDifference() {}

    /** The tables and backings to delete and to add; backings that nothing shows any more remove themselves. */
    public static List<ManifestEdit> between(Version before, Version after) {
        List<ManifestEdit> edits = new ArrayList<>();
        after.backings().forEach((file, size) -> {
            if (!before.backings().containsKey(file)) {
                edits.add(new ManifestEdit.CreatedBacking(file, size));
            }
        });
        for (int level = 0; level < Version.LEVELS; level++) {
            Map<Long, TableMetadata> gone = byNumber(before.levels().get(level));
            for (TableMetadata table : after.levels().get(level).tables()) {
                if (gone.remove(table.number()) == null) {
                    edits.add(ManifestEdit.NewTable.of(level, table));
                }
            }
            for (long number : gone.keySet()) {
                edits.add(new ManifestEdit.DeletedTable(level, number));
            }
        }
        return edits;
    }

    private static Map<Long, TableMetadata> byNumber(Level level) {
        Map<Long, TableMetadata> tables = new HashMap<>();
        for (TableMetadata table : level.tables()) {
            tables.put(table.number(), table);
        }
        return tables;
    }
}
