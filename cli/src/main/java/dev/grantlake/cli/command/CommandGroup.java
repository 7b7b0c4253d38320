package dev.grantlake.cli.command;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Commands of one family, called by two words: {@code db get}. */
public interface CommandGroup {

    /** The first word. */
    String name();

    /** What the family is about, in one line that starts in lower case. */
    String summary();

    /** More about it; lines as they are to be shown. */
    String description();

    /** The commands by their second word, in the order of the help. */
    List<CommandEntry> commands();

    /** The command of this second word, or null if there is none. */
    @Nullable
    Command find(String name);
}
