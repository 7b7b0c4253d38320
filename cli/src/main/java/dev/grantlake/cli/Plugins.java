package dev.grantlake.cli;

import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandFamily;
import dev.grantlake.cli.command.CommandGroup;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.ServiceLoader;

/** Families of commands that come in jars of their own. Looked for only when one is called. */
final class Plugins {

    /** Those that there are, whether or not their jar is here. */
    static final List<CommandEntry> KNOWN =
            List.of(new CommandEntry(CommandFamily.LAKE.name(), CommandFamily.LAKE.summary() + " (plugin)"));

    /** The plugin that has the commands of {@link CommandFamily#LAKE}. */
    private static final String LAKE_MODULE = "lance";

    private Plugins() {}

    /** The family of this name, or null if there is none; of a known one the jar need not be here. */
    static @Nullable CommandFamily family(String name) {
        if (name.equals(CommandFamily.LAKE.name())) {
            return CommandFamily.LAKE;
        }
        CommandGroup group = find(name);
        return group == null ? null : group.family();
    }

    /**
     * The commands of a family.
     *
     * @throws PluginMissing if its jar is not on the class path
     */
    static CommandGroup group(CommandFamily family) {
        CommandGroup group = find(family.name());
        if (group == null) {
            throw new PluginMissing(family.name(), LAKE_MODULE);
        }
        return group;
    }

    private static @Nullable CommandGroup find(String name) {
        for (CommandGroup group : ServiceLoader.load(CommandGroup.class, Plugins.class.getClassLoader())) {
            if (group.family().name().equals(name)) {
                return group;
            }
        }
        return null;
    }
}
