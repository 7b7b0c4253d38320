package dev.grantlake.cli;

import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandFamily;
import dev.grantlake.cli.command.CommandGroup;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/**
 * The subcommands by name. Names and summaries stand here as plain text and a command's class is loaded when it is
 * called, so that one command's start does not pay for the others.
 */
final class Commands {

    static final List<CommandEntry> ALL = List.of(
            new CommandEntry("quickstart", "make a small company and show who has access to what"),
            new CommandEntry("stats", "how much a file holds"),
            new CommandEntry("syncs", "the syncs in a file"),
            new CommandEntry("resource-types", "list resource types"),
            new CommandEntry("resources", "list resources"),
            new CommandEntry("entitlements", "list entitlements"),
            new CommandEntry("grants", "list grants"),
            new CommandEntry("principals", "list who holds grants"),
            new CommandEntry("who-can", "who has an entitlement, or anything on a resource"),
            new CommandEntry("what-can", "what a principal has (also: access)"),
            new CommandEntry("get", "show one record in full"),
            new CommandEntry("dump", "write everything as canonical JSON lines"),
            new CommandEntry("fingerprint", "the digest of all grants"),
            new CommandEntry("import", "make a file of a dump or of a table in CSV"),
            new CommandEntry("generate", "make a file of synthetic records"),
            new CommandEntry("copy", "write a file anew, packed as you like"),
            new CommandEntry("check", "verify a file or a database directory completely"),
            new CommandEntry("inspect", "look at the file format: envelope, logs, tables, keys, digests"),
            new CommandEntry("find", "where a key lives: logs, tables, range deletions"));

    /** The families of commands, each behind a word of its own. */
    static final List<CommandEntry> GROUPS =
            List.of(new CommandEntry("db", "a key-value store in a directory: get, set, scan, …"));

    private Commands() {}

    /** The command of this name, or null if there is none. */
    static @Nullable Command find(String name) {
        return switch (name) {
            case "stats" -> new StatsCommand();
            case "syncs" -> new SyncsCommand();
            case "resource-types" -> new ResourceTypesCommand();
            case "resources" -> new ResourcesCommand();
            case "entitlements" -> new EntitlementsCommand();
            case "grants" -> new GrantsCommand();
            case "principals" -> new PrincipalsCommand();
            case "who-can" -> new WhoCanCommand();
            case "what-can", "access" -> new WhatCanCommand();
            case "get" -> new GetCommand();
            case "dump" -> new DumpCommand();
            case "fingerprint" -> new FingerprintCommand();
            case "import" -> new ImportCommand();
            case "generate" -> new GenerateCommand();
            case "copy" -> new CopyCommand();
            case "check" -> new CheckCommand();
            case "inspect" -> new InspectCommand();
            case "find" -> new FindCommand();
            case "quickstart" -> new QuickstartCommand();
            default -> null;
        };
    }

    /** The family of this name, or null if there is none. */
    static @Nullable CommandFamily family(String name) {
        return name.equals("db") ? DbCommands.FAMILY : find(name) == null ? Plugins.family(name) : null;
    }

    /**
     * The commands of a family.
     *
     * @throws PluginMissing if they come with a plugin that is not here
     */
    static CommandGroup group(CommandFamily family) {
        return family.name().equals("db") ? new DbCommands() : Plugins.group(family);
    }

    static List<String> names() {
        return Stream.of(ALL, GROUPS, Plugins.KNOWN)
                .flatMap(List::stream)
                .map(CommandEntry::name)
                .toList();
    }
}
