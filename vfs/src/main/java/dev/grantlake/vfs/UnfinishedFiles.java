package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The temporary files of {@link AtomicFile}: those that this process is writing, which are deleted when it ends in good
 * order, and those that dead ones have left, which the next writer of the same target deletes.
 *
 * <p>Who holds the lock of a file may delete it. A file is there for an instant before its writer has locked it; if
 * somebody who takes it for left behind is faster, the writer finds it locked or gone, and begins another.
 */
final class UnfinishedFiles {

    private static final String MARK = ".grantlake-";
    private static final String SUFFIX = ".tmp";

    /** More than there are ever writers of one target. The number itself is that of the turn. */
    private static final int MAX_NUMBER = 10_000;

    private static final Map<Path, AtomicFile> WRITTEN_HERE = new ConcurrentHashMap<>();
    private static final Set<Path> TURNS_TAKEN_HERE = ConcurrentHashMap.newKeySet();
    private static boolean hooked;

    private UnfinishedFiles() {}

    /** A new file under its temporary name, which this process has locked. */
    record Temporary(Path path, RandomAccessFile file) {}

    /** Nobody else has the turn for this target until it is closed. */
    record Turn(Path target, Temporary temporary) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            RandomAccessFile file = temporary.file();
            try (file) {
                Files.deleteIfExists(temporary.path());
            } finally {
                TURNS_TAKEN_HERE.remove(temporary.path());
            }
        }
    }

    /**
     * Sweeps what dead writers of {@code target} have left, and begins a new file. One at a time in a process: a
     * descriptor that the sweep opens and closes must not be of a file that another thread has just locked.
     */
    static synchronized AtomicFile begin(
            Path target, FilePermissions permissions, Function<Temporary, AtomicFile> writer) {
        hook(target);
        sweep(target);
        for (int number = 0; number < MAX_NUMBER; number++) {
            Path temporary = target.resolveSibling(name(target, number));
            try {
                RandomAccessFile file = make(temporary, permissions);
                if (file != null) {
                    AtomicFile begun = writer.apply(new Temporary(temporary, file));
                    WRITTEN_HERE.put(temporary, begun);
                    return begun;
                }
            } catch (IOException e) {
                throw StorageException.io(where(target), "create a temporary file beside it", e);
            }
        }
        throw StorageException.limit(where(target), "more than " + MAX_NUMBER + " unfinished writers");
    }

    /**
     * Takes the turn to look at what {@code target} is and to replace it. Does not wait: whoever has it is about to put
     * another file there.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if somebody has it
     */
    static synchronized Turn takeTurn(Path target) throws IOException {
        Path path = target.resolveSibling(name(target, MAX_NUMBER));
        RandomAccessFile file = TURNS_TAKEN_HERE.contains(path) ? null : make(path, new FilePermissions(null));
        if (file == null) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION,
                    where(target),
                    "somebody else is saving it at this moment, who has " + path.getFileName(),
                    null);
        }
        TURNS_TAKEN_HERE.add(path);
        return new Turn(target, new Temporary(path, file));
    }

    /** Says that a file has no temporary name any more. */
    static void forget(AtomicFile file) {
        WRITTEN_HERE.remove(file.temporary(), file);
    }

    /** A new, locked file of this name; null if the name is taken. */
    private static @Nullable RandomAccessFile make(Path temporary, FilePermissions permissions) throws IOException {
        try {
            Files.createFile(temporary, permissions.whileWritten());
        } catch (FileAlreadyExistsException taken) {
            return null;
        }
        Object created = key(temporary);
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(temporary.toFile(), "rw");
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        try {
            if (isLocked(file) && created != null && Objects.equals(created, key(temporary))) {
                return file;
            }
        } catch (IOException | RuntimeException | Error e) {
            try (file) {
                throw e;
            }
        }
        file.close();
        return null;
    }

    /** Whether the file is ours now; also where there are no locks at all, since nobody deletes anything there. */
    private static boolean isLocked(RandomAccessFile file) {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException another) {
            return false;
        } catch (IOException noLocks) {
            return true;
        }
    }

    /** Deletes what it can; what it cannot is no reason not to write. */
    private static void sweep(Path target) {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(target.resolveSibling(""), path -> isName(target, path.getFileName()))) {
            for (Path path : left) {
                boolean ours = WRITTEN_HERE.containsKey(path) || TURNS_TAKEN_HERE.contains(path);
                if (!ours && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    deleteUnlocked(path);
                }
            }
        } catch (IOException | DirectoryIteratorException cannotList) {
            // Then the next writer may.
        }
    }

    private static void deleteUnlocked(Path path) {
        try {
            try {
                deleteUnlocked(path, StandardOpenOption.WRITE);
            } catch (AccessDeniedException mayOnlyBeRead) {
                // It was about to replace a file of that kind. A shared lock also tells a dead writer from a living
                // one.
                deleteUnlocked(path, StandardOpenOption.READ);
            }
        } catch (IOException | OverlappingFileLockException notOurs) {
            // Somebody else's to delete, or gone.
        }
    }

    private static void deleteUnlocked(Path path, StandardOpenOption access) throws IOException {
        Object before = key(path);
        boolean shared = access == StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(path, access, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared)) {
            if (lock != null && before != null && before.equals(key(path))) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Device and inode of what the path names; null if that is nothing. */
    private static @Nullable Object key(Path path) throws IOException {
        try {
            return FileIdentity.keyOf(path);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static String name(Path target, int number) {
        return "." + target.getFileName() + MARK + number + SUFFIX;
    }

    private static boolean isName(Path target, Path candidate) {
        String text = candidate.toString();
        String start = "." + target.getFileName() + MARK;
        return text.startsWith(start)
                && text.endsWith(SUFFIX)
                && text.length() > start.length() + SUFFIX.length()
                && text.substring(start.length(), text.length() - SUFFIX.length())
                        .chars()
                        .allMatch(c -> c >= '0' && c <= '9');
    }

    private static void hook(Path target) {
        if (hooked) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(UnfinishedFiles::giveAllUp, "grantlake-unfinished-files"));
        } catch (IllegalStateException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, where(target), "the process is about to end", e);
        }
        hooked = true;
    }

    private static void giveAllUp() {
        for (AtomicFile file : WRITTEN_HERE.values()) {
            try {
                file.close();
            } catch (StorageException e) {
                // There is nobody left to tell; the next writer of the target sweeps.
            }
        }
    }

    private static Location where(Path path) {
        return Location.of(path.toString(), "file");
    }
}
