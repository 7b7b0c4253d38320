package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import org.lance.JniLoader;

import java.nio.file.Path;
import java.time.Instant;

/** Loads the native libraries, Lance's and the small one of Arrow's, once in a process. */
final class LanceLibrary {

    private static boolean loaded;

    private LanceLibrary() {}

    /**
     * Unpacks and loads the libraries: seconds, and for so long 181 MB in the temporary folder, the first time in a
     * process.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} on a platform that they were not built for,
     *     {@code UNAVAILABLE} if they cannot be loaded
     */
    static synchronized void ensureLoaded() {
        if (loaded) {
            return;
        }
        LancePlatform platform = LancePlatform.present();
        platform.requireSupported();
        UnpackedLibraries.removeLeftovers(Path.of(System.getProperty("java.io.tmpdir")), Instant.now());
        try {
            JniLoader.ensureLoaded();
            org.apache.arrow.c.jni.JniLoader.get().ensureLoaded();
        } catch (LinkageError | RuntimeException e) {
            throw new StorageException(
                    Kind.UNAVAILABLE,
                    null,
                    "cannot load the Lance library on " + platform
                            + "; it needs glibc 2.28 or newer and a temporary folder to run from: " + e.getMessage(),
                    e);
        }
        UnpackedLibraries.removeMapped(MappedFiles.ofProcess());
        loaded = true;
    }
}
