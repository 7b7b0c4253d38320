package dev.grantlake.lance.command;

import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandGroup;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** {@code lake}: a store of keys and values with transactions and versions, over a Lance dataset. */
public final class LakeCommands implements CommandGroup {

    /** Made by the registry of plugins. */
    public LakeCommands() {}

    @Override
    public String name() {
        return "lake";
    }

    @Override
    public String summary() {
        return "a key-value store with transactions and time travel over a Lance dataset";
    }

    @Override
    public String description() {
        return """
                DIR holds a lake: its log, and in DIR/kv.lance the dataset, which other tools of Lance may read; of its
                rows those count whose column tombstone is false. One process has a lake open at a time. What a command
                has written is on disk when it ends. Keys and values are text; with --hex they are hexadecimal, in what is
                given and in what is printed. A WHEN is the number of a version, a time such as 2026-11-20T12:00:00Z,
                which means the newest version of that time or before, or a tag.
                """;
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry("get", "print the value of a key"),
                new CommandEntry("set", "put a value under a key"),
                new CommandEntry("del", "remove a key, or a range of keys"),
                new CommandEntry("scan", "list keys and values in order"),
                new CommandEntry("at", "read a version of the past"),
                new CommandEntry("versions", "the history of a lake"),
                new CommandEntry("tag", "name a version, which keeps it"),
                new CommandEntry("compact", "write small fragments and those with deletions anew"),
                new CommandEntry("gc", "remove old versions, and the files that only they need"),
                new CommandEntry("migrate", "give a dataset of format 1 its sequence numbers"),
                new CommandEntry("stats", "how much a lake holds, and what its opening found"),
                new CommandEntry("bench", "measure commits and reads on this disk"));
    }

    @Override
    public @Nullable Command find(String name) {
        return switch (name) {
            case "get" -> new LakeGetCommand();
            case "set" -> new LakeSetCommand();
            case "del" -> new LakeDelCommand();
            case "scan" -> new LakeScanCommand();
            case "at" -> new LakeAtCommand();
            case "versions" -> new LakeVersionsCommand();
            case "tag" -> new LakeTagCommand();
            case "compact" -> new LakeCompactCommand();
            case "gc" -> new LakeGcCommand();
            case "migrate" -> new LakeMigrateCommand();
            case "stats" -> new LakeStatsCommand();
            case "bench" -> new LakeBenchCommand();
            default -> null;
        };
    }
}
