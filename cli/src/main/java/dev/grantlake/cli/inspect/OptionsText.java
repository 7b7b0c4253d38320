package dev.grantlake.cli.inspect;

import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.OptionsFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** The options files of a database directory as text: the newest counts, the others are named. */
public final class OptionsText {

    private OptionsText() {}

    /**
     * Hands the text to {@code out}, line by line without line ends. Also of options that keep a database from being
     * read.
     */
    public static void lines(Vfs vfs, Consumer<String> out) {
        String newest = newest(vfs);
        if (newest == null) {
            out.accept("no options file");
            return;
        }
        out.accept(newest);
        String section = null;
        for (OptionsFile.Entry entry :
                DatabaseDirectory.readOptions(vfs, newest).entries()) {
            if (!entry.section().equals(section)) {
                section = entry.section();
                out.accept("[" + section + "]");
            }
            out.accept("  " + entry.key() + "=" + entry.value());
        }
        for (String name : vfs.list()) {
            if (FileName.parse(name).kind() == FileKind.OPTIONS && !name.equals(newest)) {
                out.accept(name + ", obsolete");
            }
        }
    }

    private static @Nullable String newest(Vfs vfs) {
        String newest = null;
        long number = -1;
        for (String name : vfs.list()) {
            FileName parsed = FileName.parse(name);
            if (parsed.kind() == FileKind.OPTIONS && parsed.number() > number) {
                newest = name;
                number = parsed.number();
            }
        }
        return newest;
    }
}
