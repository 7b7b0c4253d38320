package dev.grantlake.cli;

import dev.grantlake.base.StorageException;
import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandGroup;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Families of commands that come in jars of their own. Looked for only when one is called. */
final class Plugins {

    /** Those that there are, whether or not their jar is here, so that asking for one says what to add. */
    static final List<CommandEntry> KNOWN = List.of(new CommandEntry(
            "lake", "a key-value store with transactions and time travel over a Lance dataset (plugin)"));

    private static final Map<String, String> MODULES = Map.of("lake", "lance");

    private Plugins() {}

    /**
     * The family of this name, or null if there is none.
     *
     * @throws StorageException of kind {@code UNAVAILABLE} if there is one and its jar is not on the class path
     */
    static @Nullable CommandGroup find(String name) {
        for (CommandGroup group : ServiceLoader.load(CommandGroup.class, Plugins.class.getClassLoader())) {
            if (group.name().equals(name)) {
                return group;
            }
        }
        String module = MODULES.get(name);
        if (module == null) {
            return null;
        }
        throw new StorageException(
                StorageException.Kind.UNAVAILABLE,
                "the commands \"" + name + " …\" come with the plugin grantlake-" + module
                        + ", which is not here: add its jars to the folder plugins/ beside the launcher; in a checkout, mvn -Pquick,"
                        + module + " -pl " + module + " -am package builds it");
    }
}
