package dev.grantlake.lance;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** How long a file may become that this process writes, until it is closed. */
final class FileSizeLimit implements AutoCloseable {

    private FileSizeLimit() {}

    /** Null where the system has no such limits, or no command to set them. */
    static @Nullable FileSizeLimit set(long bytes) {
        return limited(Long.toString(bytes)) ? new FileSizeLimit() : null;
    }

    /** Sets the soft limit and leaves the hard one. */
    private static boolean limited(String bytes) {
        try {
            return new ProcessBuilder(
                                    "prlimit",
                                    "--pid",
                                    Long.toString(ProcessHandle.current().pid()),
                                    "--fsize=" + bytes + ":")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (!limited("unlimited")) {
            throw new AssertionError("the limit stays");
        }
    }
}
