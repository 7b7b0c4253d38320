package dev.grantlake.cli;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/**
 * The subcommands by name. Names and summaries stand here as plain text and a command's class is loaded when it is
 * called, so that one command's start does not pay for the others.
 */
final class Commands {

    /** A command as the overview lists it. */
    record Entry(String name, String summary) {}

    static final List<Entry> ALL = List.of(
            new Entry("quickstart", "make a small company and show who has access to what"),
            new Entry("stats", "how much a file holds"),
            new Entry("syncs", "the syncs in a file"),
            new Entry("resource-types", "list resource types"),
            new Entry("resources", "list resources"),
            new Entry("entitlements", "list entitlements"),
            new Entry("grants", "list grants"),
            new Entry("principals", "list who holds grants"),
            new Entry("who-can", "who has an entitlement, or anything on a resource"),
            new Entry("what-can", "what a principal has (also: access)"),
            new Entry("get", "show one record in full"),
            new Entry("dump", "write everything as canonical JSON lines"),
            new Entry("fingerprint", "the digest of all grants"),
            new Entry("import", "make a file of a dump or of a table in CSV"),
            new Entry("generate", "make a file of synthetic records"),
            new Entry("copy", "write a file anew, packed as you like"),
            new Entry("check", "verify a file or a database directory completely"),
            new Entry("inspect", "look at the file format: envelope, logs, tables, keys, digests"),
            new Entry("find", "where a key lives: logs, tables, range deletions"));

    /** The families of commands, each behind a word of its own. */
    static final List<Entry> GROUPS = List.of(new Entry("db", "a key-value store in a directory: get, set, scan, …"));

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
    static @Nullable CommandGroup group(String name) {
        return name.equals("db") ? new DbCommands() : null;
    }

    static List<String> names() {
        return Stream.concat(ALL.stream(), GROUPS.stream()).map(Entry::name).toList();
    }
}
