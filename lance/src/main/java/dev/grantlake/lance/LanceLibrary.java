package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import org.lance.JniLoader;

import java.util.Locale;

/** Loads the native library, once, and says where it cannot be. */
final class LanceLibrary {

    private LanceLibrary() {}

    /**
     * Unpacks and loads the library: seconds, and 181 MB in the temporary folder, the first time in a process.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} on a platform that it was not built for, {@code UNAVAILABLE}
     *     if it cannot be loaded
     */
    static void ensureLoaded(String osName, String architecture) {
        requireSupported(osName, architecture);
        try {
            JniLoader.ensureLoaded();
        } catch (LinkageError | RuntimeException e) {
            throw new StorageException(
                    Kind.UNAVAILABLE,
                    null,
                    "cannot load the Lance library on " + osName + " " + architecture
                            + "; it needs glibc 2.28 or newer and a temporary folder to run from: " + e.getMessage(),
                    e);
        }
    }

    static void requireSupported(String osName, String architecture) {
        String system = osName.toLowerCase(Locale.ROOT);
        boolean arm = architecture.equals("aarch64");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        boolean linux = system.equals("linux") && (arm || intel);
        boolean mac = system.startsWith("mac") && arm;
        if (!linux && !mac) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    "the Lance library is not there for " + osName + " " + architecture
                            + ", but for Linux on x86-64 and aarch64 and for macOS on aarch64");
        }
    }
}
