package dev.grantlake.cli.inspect;

import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.OptionsFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The options files of a database directory: the newest counts, the others are named. Also of options that keep a
 * database from being read.
 *
 * @param file the newest, or null if there is none
 * @param entries what it says, section by section
 * @param obsolete the names of the others
 */
public record WrittenOptions(@Nullable String file, List<OptionsFile.Entry> entries, List<String> obsolete) {

    public static WrittenOptions read(Vfs vfs) {
        String newest = null;
        long number = -1;
        List<String> others = new ArrayList<>();
        for (String name : vfs.list()) {
            FileName parsed = FileName.parse(name);
            if (parsed.kind() == FileKind.OPTIONS) {
                others.add(name);
                if (parsed.number() > number) {
                    newest = name;
                    number = parsed.number();
                }
            }
        }
        others.remove(newest);
        return new WrittenOptions(
                newest,
                newest == null
                        ? List.of()
                        : DatabaseDirectory.readOptions(vfs, newest).entries(),
                List.copyOf(others));
    }
}
