package dev.grantlake.base;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * The one error of the storage layers. {@link #kind()} says what a caller can do about it; the message says, in this
 * order, where (file, part, offset), what was expected and what was found.
 *
 * <p>Thrown for input of every kind: whatever the bytes, a reader answers with a result or with this. A bare
 * {@link NullPointerException} or {@link IndexOutOfBoundsException} out of a Grantlake library is a bug.
 */
public class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a caller can act on it. */
    public enum Kind {
        /** What was asked for is not there. */
        NOT_FOUND,
        /** The request itself makes no sense. */
        INVALID_ARGUMENT,
        /** The request is sound, but not in the present state (an ambiguous id, a sealed sync). */
        FAILED_PRECONDITION,
        /** Something that must not exist is already there. */
        ALREADY_EXISTS,
        /** The bytes contradict their format: damage, truncation, or a faulty writer. */
        CORRUPT,
        /** A sound file that this version does not read or write: too new, too old, or a feature not supported. */
        UNSUPPORTED,
        /** A configured bound on memory, size or count would have been passed. */
        LIMIT_EXCEEDED,
        /** The object was closed before the call. */
        CLOSED,
        /** What would be needed is not on the class path or not ready. */
        UNAVAILABLE,
        /** The operating system refused. */
        IO
    }

    private final Kind kind;
    private final transient @Nullable Location location;

    public StorageException(Kind kind, String message) {
        this(kind, null, message, null);
    }

    public StorageException(Kind kind, @Nullable Location location, String message, @Nullable Throwable cause) {
        super(location == null ? message : location + ": " + message, cause);
        this.kind = kind;
        this.location = location;
    }

    public Kind kind() {
        return kind;
    }

    /** Where the fault lies, if it lies in a file. */
    public Optional<Location> location() {
        return Optional.ofNullable(location);
    }

    /** Bytes that contradict their format. */
    public static StorageException corrupt(Location where, String message) {
        return new StorageException(Kind.CORRUPT, where, message, null);
    }

    /** Bytes that contradict their format, in the form "expected …, found …". */
    public static StorageException corrupt(Location where, String expected, String found) {
        return corrupt(where, "expected " + expected + ", found " + found);
    }

    /** A sound file with something in it that this version does not handle. */
    public static StorageException unsupported(Location where, String message) {
        return new StorageException(Kind.UNSUPPORTED, where, message, null);
    }

    /** A bound that would be passed; {@code message} names the bound and the wanted size. */
    public static StorageException limit(Location where, String message) {
        return new StorageException(Kind.LIMIT_EXCEEDED, where, message, null);
    }

    /** The only wrapper of {@link IOException}; {@code message} names the operation. */
    public static StorageException io(Location where, String message, IOException cause) {
        return new StorageException(Kind.IO, where, message + ": " + reason(cause), cause);
    }

    /** What the system said, without the path that some exceptions have for a message; else the exception's name. */
    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = cause instanceof FileSystemException onFile ? onFile.getReason() : cause.getMessage();
        return reason == null ? cause.getClass().getSimpleName() : reason;
    }
}
