package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A file on disk that appears under its name all at once. Whatever ends the process, and at whatever point: under the
 * name there is what was there before, or all of the new file. What is on disk:
 *
 * <ol>
 *   <li>From {@link #create} on a temporary file in the target's folder, {@code .NAME.grantlake-N.tmp}, made
 *       exclusively and locked. Only its owner may read it if it is to replace a file, whose permissions it gets at the
 *       end.
 *   <li>{@link #commit} forces it to disk and renames it over the target, or, where no file may be replaced, links the
 *       name to it and removes the temporary one. Then it forces the folder.
 *   <li>{@link #close} without a commit deletes it. So does the end of the JVM by an exit, Ctrl-C or SIGTERM.
 *   <li>A kill, a crash or the loss of power leaves it. The next {@code create} for the same target removes it: every
 *       temporary file of that target whose lock nobody holds is one whose writer is dead.
 * </ol>
 *
 * Several writers of one target, in one process or many, do not disturb each other; the last commit wins. Who changes a
 * file that he has read asks for {@link #update} instead, which replaces that file and no other: of two who have read
 * the same one, the first to commit wins, and the other is refused. Their commits take turns, by a file
 * {@code .NAME.grantlake-10000.tmp} that is there for the instant of a commit; that somebody replaces the file by
 * {@link #create} within that instant is not noticed.
 *
 * <p>Where the file system has no locks nothing is removed that another process may be writing, so step 4 does not
 * happen there. Where it has no hard links, somebody who makes the same file within the instant of the commit can be
 * replaced. Thread-safe as far as the end of the process needs it.
 *
 * <p>Implementation note. A {@link RandomAccessFile}, since an interrupt closes a channel under its owner's hands, and
 * with it the lock. POSIX takes all locks of a process on a file away when it closes any descriptor of that file, so
 * nothing in this process opens a temporary file that it is writing; see {@link UnfinishedFiles}.
 */
public final class AtomicFile implements NewFile {

    private static final int CHUNK_BYTES = 1 << 20;

    /** What to do about a file that has the name already. */
    public enum Existing {
        /** The new file takes its place. */
        REPLACE,
        /** It stays, and there is an error. */
        REFUSE
    }

    private final Path target;
    private final Existing existing;
    /** The one file that may be replaced; null where that is any, or none. */
    private final @Nullable FileIdentity known;

    private final PlacingCalls calls;
    private final Path temporary;
    private final FilePermissions permissions;
    /** Null when the file is committed or given up. */
    private @Nullable RandomAccessFile file;

    private long size;
    /** What is under the name since this was put there. */
    private @Nullable FileIdentity placed;

    private AtomicFile(
            Path target,
            Existing existing,
            @Nullable FileIdentity known,
            PlacingCalls calls,
            UnfinishedFiles.Temporary temporary,
            FilePermissions permissions) {
        this.target = target;
        this.existing = existing;
        this.known = known;
        this.calls = calls;
        this.temporary = temporary.path();
        this.permissions = permissions;
        this.file = temporary.file();
    }

    /**
     * Begins a file that is to be at {@code path}. If a symbolic link is there, the file that it leads to is the
     * target.
     *
     * @throws StorageException of kind {@code ALREADY_EXISTS} if something is there that may not be replaced,
     *     {@code UNSUPPORTED} if that is no regular file, {@code NOT_FOUND} if there is no such folder, {@code IO} if
     *     the system refuses
     */
    public static AtomicFile create(Path path, Existing existing) {
        return begin(path, existing, null, PlacingCalls.ON_DISK);
    }

    /**
     * Begins a new version of the file at {@code path}, as somebody knows it: {@link #commit} replaces that file and no
     * other. Where the name is nobody's by then, the file appears there.
     *
     * @param known the file as it was read; null if there was none
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if another file is there, {@code ALREADY_EXISTS} if
     *     none was known and one is there, and as {@link #create}
     */
    public static AtomicFile update(Path path, @Nullable FileIdentity known) {
        return update(path, known, PlacingCalls.ON_DISK);
    }

    static AtomicFile update(Path path, @Nullable FileIdentity known, PlacingCalls calls) {
        return begin(path, known == null ? Existing.REFUSE : Existing.REPLACE, known, calls);
    }

    private static AtomicFile begin(Path path, Existing existing, @Nullable FileIdentity known, PlacingCalls calls) {
        Path target = resolve(path, existing);
        if (known != null) {
            // It would fail in the end: better before all the work.
            isStill(known, target);
        }
        FilePermissions permissions = FilePermissions.of(target);
        return UnfinishedFiles.begin(
                target,
                permissions,
                temporary -> new AtomicFile(target, existing, known, calls, temporary, permissions));
    }

    /** False if there is no file; fails if there is another one. */
    private static boolean isStill(FileIdentity known, Path target) {
        if (!Files.exists(target)) {
            return false;
        }
        FileIdentity found = FileIdentity.of(target);
        if (!found.isSame(known)) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION,
                    where(target),
                    "expected the file that was opened, " + known.describe() + ", found " + found.describe()
                            + ": somebody else has saved it since",
                    null);
        }
        return true;
    }

    private static Path resolve(Path path, Existing existing) {
        Path absolute = path.toAbsolutePath();
        Path name = absolute.getFileName();
        Path folder = absolute.getParent();
        if (name == null || folder == null) {
            throw StorageException.unsupported(where(absolute), "is a directory");
        }
        if (existing == Existing.REFUSE && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw alreadyExists(absolute);
        }
        if (!Files.isDirectory(folder)) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND, where(absolute), "there is no folder " + folder, null);
        }
        try {
            if (!Files.exists(absolute)) {
                return folder.toRealPath().resolve(name);
            }
            // Refuses what is no regular file.
            FileIdentity.of(absolute);
            return absolute.toRealPath();
        } catch (IOException e) {
            throw StorageException.io(where(absolute), "resolve", e);
        }
    }

    @Override
    public String description() {
        return target.toString();
    }

    /** The name that the file has until it is committed. */
    Path temporary() {
        return temporary;
    }

    @Override
    public synchronized long size() {
        return size;
    }

    @Override
    public synchronized void write(long position, byte[] array, int offset, int length) {
        RandomAccessFile open = requireOpen();
        if (position < 0) {
            throw new IllegalArgumentException("position " + position);
        }
        if (length == 0) {
            return;
        }
        try {
            open.seek(position);
            for (int done = 0; done < length; done += CHUNK_BYTES) {
                open.write(array, offset + done, Math.min(CHUNK_BYTES, length - done));
            }
        } catch (IOException e) {
            throw StorageException.io(new Location(description(), position, "file"), "write", e);
        }
        size = Math.max(size, position + length);
    }

    @Override
    public synchronized Bytes read(long position, int length) {
        RandomAccessFile open = requireOpen();
        ReadableFile.requireInside(description(), size, position, length);
        byte[] array = new byte[length];
        try {
            open.seek(position);
            for (int done = 0; done < length; done += CHUNK_BYTES) {
                open.readFully(array, done, Math.min(CHUNK_BYTES, length - done));
            }
        } catch (IOException e) {
            throw StorageException.io(new Location(description(), position, "file"), "read", e);
        }
        return Bytes.wrap(array);
    }

    @Override
    public synchronized void truncate(long newSize) {
        RandomAccessFile open = requireOpen();
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("size " + newSize + " of " + size);
        }
        try {
            open.setLength(newSize);
        } catch (IOException e) {
            throw StorageException.io(where(target), "truncate", e);
        }
        size = newSize;
    }

    /**
     * As the interface says. If the last step fails, which is to force the folder, the new file is in place, but the
     * loss of power may still bring back the old one.
     *
     * @throws StorageException of kind {@code ALREADY_EXISTS} if there is a file by now that may not be replaced
     */
    @Override
    public synchronized void commit() {
        RandomAccessFile open = requireOpen();
        try {
            calls.force(open);
            // Then a kill is unlikely to leave a file that not even its owner may write to, and so lock.
            if (permissions.giveTo(temporary)) {
                calls.force(open);
            }
            if (known == null) {
                place(existing);
            } else {
                placeInTurn(known);
            }
        } catch (IOException e) {
            throw StorageException.io(where(target), "put in place", e);
        }
        release(open);
        calls.forceNameOf(target);
    }

    /**
     * What is under the name since {@link #commit} has put this there, also where it has failed afterwards; null
     * before.
     */
    public synchronized @Nullable FileIdentity placed() {
        return placed;
    }

    /** Looks and replaces, while nobody else does. */
    private void placeInTurn(FileIdentity expected) throws IOException {
        try (UnfinishedFiles.Turn turn = UnfinishedFiles.takeTurn(target)) {
            place(isStill(expected, turn.target()) ? Existing.REPLACE : Existing.REFUSE);
        }
    }

    private void place(Existing there) throws IOException {
        FileIdentity own = FileIdentity.of(temporary);
        if (there == Existing.REPLACE) {
            calls.rename(temporary, target);
        } else {
            placeWhereNothingIs();
        }
        placed = own;
    }

    private void placeWhereNothingIs() throws IOException {
        try {
            if (!linked()) {
                Files.move(temporary, target);
            }
        } catch (FileAlreadyExistsException e) {
            throw alreadyExists(target);
        }
    }

    /** A rename would replace a file without asking; a link does not. False where the file system has no links. */
    private boolean linked() throws IOException {
        try {
            calls.link(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            return false;
        }
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The file is in place; the second name of it goes with the next save.
        }
        return true;
    }

    @Override
    public synchronized void close() {
        RandomAccessFile open = file;
        if (open == null) {
            return;
        }
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw StorageException.io(where(temporary), "delete", e);
        } finally {
            release(open);
        }
    }

    /** Lets go of the file, which has its final name or none. */
    private void release(RandomAccessFile open) {
        file = null;
        UnfinishedFiles.forget(this);
        try {
            open.close();
        } catch (IOException e) {
            throw StorageException.io(where(target), "close", e);
        }
    }

    private RandomAccessFile requireOpen() {
        if (file == null) {
            throw FileNames.closed(description(), "file");
        }
        return file;
    }

    private static StorageException alreadyExists(Path target) {
        return FileNames.alreadyExists(target.toString());
    }

    private static Location where(Path path) {
        return Location.of(path.toString(), "file");
    }
}
