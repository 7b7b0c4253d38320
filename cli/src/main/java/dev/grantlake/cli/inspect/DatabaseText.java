package dev.grantlake.cli.inspect;

import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.inspect.DirectoryDump;
import dev.grantlake.lsm.inspect.ManifestDump;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.vfs.Vfs;

import java.util.Locale;
import java.util.function.Consumer;

/** A database directory as text: its files, the levels of its tables, and the version edits that led to them. */
public final class DatabaseText {

    private DatabaseText() {}

    /** Hands the text to {@code out}, line by line without line ends. */
    public static void lines(Vfs vfs, Consumer<String> out) {
        DatabaseDirectory directory = DatabaseDirectory.read(vfs);
        LsmReadOptions.Limits limits = LsmReadOptions.Limits.DEFAULT;
        VersionBuilder.Replayed replayed = VersionBuilder.replay(
                vfs, directory.manifest(), limits.maxManifestBytes(), limits.maxTables(), Strictness.SALVAGE);
        Version version = replayed.version();
        out.accept("format version " + directory.formatVersion());
        out.accept("last sequence " + version.counters().lastSequence());
        LogTail tail = replayed.droppedTail();
        if (tail != null) {
            out.accept("not read: " + tail);
        }
        out.accept("files");
        for (DirectoryDump.Entry entry : DirectoryDump.files(vfs, directory, version)) {
            out.accept("  " + entry.name() + " " + lowerCase(entry.kind()) + " " + entry.size() + " bytes, "
                    + lowerCase(entry.use()));
        }
        out.accept("levels");
        for (String line : DirectoryDump.levels(version)) {
            out.accept("  " + line);
        }
        out.accept("version edits in " + directory.manifest());
        ManifestDump.lines(vfs, directory.manifest(), limits.maxManifestBytes(), line -> out.accept("  " + line));
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
