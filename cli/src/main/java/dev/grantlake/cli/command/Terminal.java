package dev.grantlake.cli.command;

import java.io.File;
import java.io.IOException;

/** Finds out whether somebody watches. */
final class Terminal {

    private Terminal() {}

    /**
     * Whether stderr is a terminal. The platform knows only of stdin and stdout together, and a dump's stdout is a file
     * as a rule; so this asks where the descriptor leads. Where that cannot be asked the answer is no.
     */
    static boolean isStderr() {
        try {
            String target = new File("/proc/self/fd/2").getCanonicalPath();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}
