package dev.grantlake.cli;

import dev.grantlake.cli.args.UsageException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The file that a command reads, as given on the command line. */
final class FileArgument {

    private FileArgument() {}

    static Path parse(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("not a file name: \"" + text + "\"");
        }
    }
}
