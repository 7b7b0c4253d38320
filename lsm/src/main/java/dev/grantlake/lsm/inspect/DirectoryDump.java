package dev.grantlake.lsm.inspect;

import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The files of a database directory, and which of them count. */
public final class DirectoryDump {

    private DirectoryDump() {}

    /** What a file is to the database. */
    public enum Use {
        /** Part of the database as it is. */
        LIVE,
        /** Was part of it once, or was never finished; the next writer may delete it. */
        OBSOLETE,
        /** Not the database's. */
        FOREIGN
    }

    /**
     * One file.
     *
     * @param size in bytes
     */
    public record Entry(String name, FileKind kind, long size, Use use) {}

    /** All files, by name. */
    public static List<Entry> files(Vfs vfs, DatabaseDirectory directory, Version version) {
        List<Entry> entries = new ArrayList<>();
        for (String name : vfs.list()) {
            FileName parsed = FileName.parse(name);
            entries.add(new Entry(name, parsed.kind(), vfs.size(name), use(name, parsed, directory, version)));
        }
        return entries;
    }

    /** The levels as text: one line a level that has tables and one for each table. */
    public static List<String> levels(Version version) {
        List<String> lines = new ArrayList<>();
        for (Level level : version.levels()) {
            if (!level.tables().isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "L%d: %d tables, %d bytes",
                        level.number(),
                        level.tables().size(),
                        level.size()));
                for (TableMetadata table : level.tables()) {
                    lines.add("  " + table);
                }
            }
        }
        return lines;
    }

    private static Use use(String name, FileName parsed, DatabaseDirectory directory, Version version) {
        return switch (parsed.kind()) {
            case TABLE -> liveIf(version.files().containsKey(parsed.number()));
            case LOG -> liveIf(parsed.number() >= version.counters().logNumber());
            case MANIFEST -> liveIf(name.equals(directory.manifest()));
            case OPTIONS -> liveIf(name.equals(directory.optionsFile()));
            case MARKER -> liveIf(directory.markers().contains(name));
            case LOCK -> Use.LIVE;
            case BLOB -> Use.OBSOLETE;
            case OTHER -> Use.FOREIGN;
        };
    }

    private static Use liveIf(boolean live) {
        return live ? Use.LIVE : Use.OBSOLETE;
    }
}
