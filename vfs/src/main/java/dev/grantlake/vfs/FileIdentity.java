package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * What tells a file from another one that has taken its path: a save replaces a file by renaming a new one over it.
 *
 * @param key the system's own key (device and inode), where it has one
 * @param modified time of the last change
 * @param size in bytes
 */
public record FileIdentity(@Nullable Object key, FileTime modified, long size) {

    /**
     * Whether both are of one file in one state. Field by field, since the {@code equals} that a record gets costs a
     * fresh JVM as much time as all else that opening a file takes.
     */
    public boolean isSame(FileIdentity other) {
        return Objects.equals(key, other.key) && modified.equals(other.modified) && size == other.size;
    }

    /** Size and time, for error messages. */
    String describe() {
        return "of " + size + " bytes and " + modified;
    }

    /** The system's own key of what {@code path} names, a link taken as such; an empty text where it has none. */
    static Object keyOf(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? "" : key;
    }

    /**
     * The identity of the regular file at {@code path} at the moment; {@code NOT_FOUND} if there is none,
     * {@code UNSUPPORTED} if it is a folder or a device.
     */
    public static FileIdentity of(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw StorageException.unsupported(
                        Location.of(path.toString(), "file"),
                        attributes.isDirectory() ? "is a directory" : "is no regular file, but a pipe or a device");
            }
            return new FileIdentity(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw FileNames.notFound(path.toString());
        } catch (IOException e) {
            throw StorageException.io(Location.of(path.toString(), "file"), "read attributes", e);
        }
    }
}
