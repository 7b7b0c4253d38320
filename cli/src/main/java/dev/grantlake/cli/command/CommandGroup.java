package dev.grantlake.cli.command;

import org.jspecify.annotations.Nullable;

/** Commands of one family, called by two words: {@code db get}. */
public interface CommandGroup {

    /** What it says of itself. */
    CommandFamily family();

    /** The command of this second word, or null if there is none. */
    @Nullable
    Command find(String name);
}
