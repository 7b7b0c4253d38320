package dev.grantlake.cli.inspect;

import dev.grantlake.lsm.directory.OptionsFile;

import java.util.function.Consumer;

/** The options of a database as text. */
public final class OptionsText {

    private OptionsText() {}

    /** Hands the text to {@code out}, line by line without line ends. */
    public static void lines(WrittenOptions options, Consumer<String> out) {
        if (options.file() == null) {
            out.accept("no options file");
            return;
        }
        out.accept(options.file());
        String section = null;
        for (OptionsFile.Entry entry : options.entries()) {
            if (!entry.section().equals(section)) {
                section = entry.section();
                out.accept("[" + section + "]");
            }
            out.accept("  " + entry.key() + "=" + entry.value());
        }
        options.obsolete().forEach(name -> out.accept(name + ", obsolete"));
    }
}
