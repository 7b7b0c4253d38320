package dev.grantlake.cli;

import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandFamily;
import dev.grantlake.cli.command.CommandGroup;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** {@code db}: what works on a database directory as a store of keys and values, whatever they mean. */
final class DbCommands implements CommandGroup {

    static final CommandFamily FAMILY = new CommandFamily(
            "db",
            "a key-value store in a directory: get, set, scan, …",
            """
            DIR is the directory of a database as Pebble v2.1.5 keeps it, made by this program or by Go; the two may
            take turns, one at a time. Commands that change it open it for writing, which brings an older directory
            to format version 24, as a new version of Pebble does; what they have done is on disk when they end.
            Keys and values are text; with --hex they are hexadecimal, in what is given and in what is printed.
            """,
            List.of(
                    new CommandEntry("get", "print the value of a key"),
                    new CommandEntry("set", "put a value under a key"),
                    new CommandEntry("delete", "remove a key, or a range of keys"),
                    new CommandEntry("scan", "list keys and values in order"),
                    new CommandEntry("ingest", "take a finished table into a database"),
                    new CommandEntry("compact", "free the space of older versions and deletions"),
                    new CommandEntry("checkpoint", "copy a database into another directory"),
                    new CommandEntry("salvage", "take what can be read out of a damaged database"),
                    new CommandEntry("lsm", "the files, levels and version edits of a database"),
                    new CommandEntry("check", "verify a database completely")));

    @Override
    public CommandFamily family() {
        return FAMILY;
    }

    @Override
    public @Nullable Command find(String name) {
        return switch (name) {
            case "get" -> new DbGetCommand();
            case "set" -> new DbSetCommand();
            case "delete" -> new DbDeleteCommand();
            case "scan" -> new DbScanCommand();
            case "compact" -> new DbCompactCommand();
            case "ingest" -> new DbIngestCommand();
            case "checkpoint" -> new DbCheckpointCommand();
            case "salvage" -> new DbSalvageCommand();
            case "lsm" -> new DbLsmCommand();
            case "check" -> new DbCheckCommand();
            default -> null;
        };
    }
}
