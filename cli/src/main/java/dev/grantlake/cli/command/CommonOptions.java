package dev.grantlake.cli.command;

import dev.grantlake.cli.args.Option;

import java.util.List;

/** Options that several commands share; each group is listed in the help in this order. */
public final class CommonOptions {

    public static final Option OUTPUT =
            Option.of("--output", "FORMAT", "table (default), json or csv").or("-o");
    public static final Option SYNC_ID = Option.of("--sync-id", "ID", "read this sync instead of the latest");
    public static final Option LIMIT =
            Option.of("--limit", "N", "print at most N rows, and how to go on; 0 for all (default)");
    public static final Option PAGE_TOKEN = Option.of("--page-token", "TOKEN", "go on where an earlier call ended");
    public static final Option MIGRATED =
            Option.flag("--migrated", "show interior pebble2 as its migration to pebble3 would leave it");
    public static final Option EXPLAIN = Option.flag("--explain", "say on stderr what the answer cost");
    public static final Option LENIENT =
            Option.flag("--lenient", "where a log is damaged, read what comes before; stderr says what is left out");
    public static final Option DEBUG = Option.flag("--debug", "show where an error comes from");
    public static final Option HELP = Option.flag("--help", "show this text").or("-h");

    public static final Option ENGINE = Option.of("--engine", "NAME", "the engine that writes; else pebble");
    public static final Option FORCE = Option.flag("--force", "replace a file that is already there");

    /** What every command takes. */
    public static final List<Option> ALWAYS = List.of(DEBUG, HELP);

    /** For commands that read records of one sync. */
    public static final List<Option> READING = List.of(SYNC_ID, MIGRATED, LENIENT, EXPLAIN);

    /** For commands that list rows. */
    public static final List<Option> LISTING = List.of(OUTPUT, LIMIT, PAGE_TOKEN);

    /** For commands that write a file. */
    public static final List<Option> WRITING = List.of(FORCE, ENGINE, OUTPUT);

    private CommonOptions() {}
}
