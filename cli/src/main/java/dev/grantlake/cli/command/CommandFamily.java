package dev.grantlake.cli.command;

import java.util.List;

/**
 * What a family of commands says of itself.
 *
 * @param name the first word that calls its commands
 * @param summary what the family is about, in one line that starts in lower case
 * @param description more about it; lines as they are to be shown
 * @param commands by their second word, in the order of the help
 */
public record CommandFamily(String name, String summary, String description, List<CommandEntry> commands) {

    /** Its commands come with a plugin; to be asked for help, or for a command that there is not, it needs none. */
    public static final CommandFamily LAKE = new CommandFamily(
            "lake",
            "a key-value store with transactions and time travel over a Lance dataset",
            """
            DIR holds a lake: its log, and in DIR/kv.lance the dataset, which other tools of Lance may read; of its
            rows those count whose column tombstone is false. One process has a lake open at a time. What a command
            has written is on disk when it ends. Keys and values are text; with --hex they are hexadecimal, in what is
            given and in what is printed. A WHEN is the number of a version, a time such as 2026-11-20T12:00:00Z,
            which means the newest version of that time or before, or a tag.
            """,
            List.of(
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
                    new CommandEntry("bench", "measure commits and reads on this disk")));

    /** The second words. */
    public List<String> names() {
        return commands.stream().map(CommandEntry::name).toList();
    }
}
