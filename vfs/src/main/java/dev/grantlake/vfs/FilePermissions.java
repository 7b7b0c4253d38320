package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Who may do what with a file that replaces another: the same as before, so that a save neither opens to others what
 * was closed to them nor the other way round.
 *
 * @param kept those of the file that is replaced; null where there is none, or where the system has other ones
 */
record FilePermissions(@Nullable Set<PosixFilePermission> kept) {

    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions.asFileAttribute(
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /** Those of {@code target}, which may be absent. */
    static FilePermissions of(Path target) {
        try {
            return new FilePermissions(Files.exists(target) ? Files.getPosixFilePermissions(target) : null);
        } catch (UnsupportedOperationException otherSystem) {
            return new FilePermissions(null);
        } catch (IOException e) {
            throw StorageException.io(Location.of(target.toString(), "file"), "read permissions", e);
        }
    }

    /** What to create the new file with: the owner's alone until it has the final ones, or the system's usual ones. */
    FileAttribute<?>[] whileWritten() {
        return kept == null ? new FileAttribute<?>[0] : new FileAttribute<?>[] {OWNER_ONLY};
    }

    /** Gives them to {@code file}; false if there is nothing to give. */
    boolean giveTo(Path file) throws IOException {
        if (kept == null) {
            return false;
        }
        Files.setPosixFilePermissions(file, kept);
        return true;
    }
}
