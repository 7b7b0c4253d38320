package dev.grantlake.lance.command;

import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommandFamily;
import dev.grantlake.cli.command.CommandGroup;
import org.jspecify.annotations.Nullable;

/** {@code lake}: a store of keys and values with transactions and versions, over a Lance dataset. */
public final class LakeCommands implements CommandGroup {

    /** Made by the registry of plugins. */
    public LakeCommands() {}

    @Override
    public CommandFamily family() {
        return CommandFamily.LAKE;
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
