package dev.grantlake.lance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The files in the temporary folder that native libraries are unpacked into at each start of a JVM, 181 MB of them. A
 * process that ends removes its own; one that is killed does not. So a file loses its name as soon as it is loaded,
 * where the system keeps mapped files without names; and what others have left, who were killed before they came to
 * that, goes when it is old. Nothing here ever fails: the worst is a file that stays.
 */
final class UnpackedLibraries {

    /** What the loaders of the library and of Arrow call their files. */
    private static final Pattern NAME = Pattern.compile("(?:lib)?lance_jni\\d+\\.(?:so|dylib)|jnilib-\\d+\\.tmp");

    /**
     * Nobody takes so long from the last byte of such a file to its being mapped, after which its name is not needed.
     */
    private static final Duration OLD = Duration.ofHours(1);

    private UnpackedLibraries() {}

    /** Removes the names of files that are mapped. */
    static void removeMapped(MappedFiles mapped) {
        for (Path path : mapped.paths()) {
            if (isUnpacked(path)) {
                remove(path);
            }
        }
    }

    /** Removes files in {@code temporary} that nobody has written to for an hour. */
    static void removeLeftovers(Path temporary, Instant now) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary, UnpackedLibraries::isUnpacked)) {
            for (Path file : files) {
                if (lastWritten(file).isBefore(now.minus(OLD))) {
                    remove(file);
                }
            }
        } catch (IOException | RuntimeException e) {
            // The next process may have more luck.
        }
    }

    private static boolean isUnpacked(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    private static Instant lastWritten(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            // Another process has removed it.
            return Instant.MAX;
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException | RuntimeException e) {
            // It stays.
        }
    }
}
