package dev.grantlake.lance.command;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.entries.KeyText;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lance.LanceLake;
import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What the commands on lakes have in common: a folder, and keys and values that are text or hexadecimal. */
record LakeArguments(Arguments arguments) {

    static final Parameter DIRECTORY = Parameter.required("DIR");
    static final Parameter KEY = Parameter.required("KEY");
    static final Option HEX = Option.flag("--hex", "keys and values are hexadecimal");
    static final Option FROM = Option.of("--from", "KEY", "begin at this key");
    static final Option TO = Option.of("--to", "KEY", "end before this key");
    static final Option PREFIX = Option.of("--prefix", "KEY", "only keys that start with this");
    static final Option REVERSE = Option.flag("--reverse", "the last key first");
    static final Option LIMIT = Option.of("--limit", "N", "print at most N entries; 0 for all (default)");

    Path directory() {
        try {
            return Path.of(arguments.argument(0));
        } catch (InvalidPathException e) {
            throw new UsageException("not a folder name: \"" + arguments.argument(0) + "\"");
        }
    }

    /** The lake, which is there; the caller closes it. */
    Lake open() {
        requireLake();
        return openOrCreate();
    }

    /** Fails if there is no lake in the folder. */
    void requireLake() {
        Path directory = directory();
        if (!LanceLake.exists(directory)) {
            throw new StorageException(StorageException.Kind.NOT_FOUND, "no lake in " + directory);
        }
    }

    /** The lake, made if there is none; the caller closes it. */
    Lake openOrCreate() {
        return LanceLake.open(directory(), LakeOptions.PRODUCTION);
    }

    KeyText text() {
        return arguments.has(HEX) ? KeyText.HEX : KeyText.UTF8;
    }

    /** The key that is the argument of this place; it has one byte at least. */
    Bytes key(int index) {
        Bytes key = bytes(arguments.argument(index), KEY.name());
        if (key.isEmpty()) {
            throw new UsageException("KEY takes one byte at least");
        }
        return key;
    }

    /** Whether the options name a range. */
    boolean hasRange() {
        return arguments.has(FROM) || arguments.has(TO) || arguments.has(PREFIX);
    }

    /** The range that the options name, or all keys. */
    KeyRange range() {
        Bytes prefix = bytes(PREFIX);
        Bytes from = bytes(FROM);
        Bytes to = bytes(TO);
        if (prefix == null) {
            return new KeyRange(from, to);
        }
        if (from != null || to != null) {
            throw new UsageException(PREFIX.name() + " goes without " + FROM.name() + " and " + TO.name());
        }
        return KeyRange.prefix(prefix);
    }

    private @Nullable Bytes bytes(Option option) {
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
