package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.entries.KeyText;
import dev.grantlake.cli.inspect.Container;
import dev.grantlake.store.StoreException;
import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the commands on databases have in common: a directory, and keys and values that are text or hexadecimal. */
record DbArguments(Arguments arguments, Console console) {

    static final Parameter DIRECTORY = Parameter.required("DIR");
    static final Parameter KEY = Parameter.required("KEY");
    static final Option HEX = Option.flag("--hex", "keys and values are hexadecimal");

    Path directory() {
        return FileArgument.parse(arguments.argument(0));
    }

    /** The database, to be read without changing anything. */
    Container reading() {
        Path directory = directory();
        if (!Files.isDirectory(directory)) {
            throw StoreException.notFound("no directory " + directory);
        }
        return new Container(directory, Reading.options(arguments, console, new ReadMetrics()));
    }

    KeyText text() {
        return arguments.has(HEX) ? KeyText.HEX : KeyText.UTF8;
    }

    /** The key that is the second argument; it has one byte at least. */
    Bytes key() {
        Bytes key = bytes(arguments.argument(1), KEY.name());
        if (key.isEmpty()) {
            throw new UsageException("KEY takes one byte at least");
        }
        return key;
    }

    /** The bytes given with an option, or null without it. */
    @Nullable
    Bytes bytes(Option option) {
        String text = arguments.value(option);
        return text == null ? null : bytes(text, option.name());
    }

    /** The bytes that {@code text} means, which was given for {@code name}. */
    Bytes bytes(String text, String name) {
        try {
            return text().parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(name + " takes hexadecimal digits, not \"" + text + "\"");
        }
    }
}
