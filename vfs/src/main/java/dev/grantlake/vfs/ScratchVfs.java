package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A directory of files that have no names outside: they take room in a temporary folder, and nothing of them is left
 * when the directory is closed, nor when the process is killed. For work that is of no use to anybody else: to force
 * puts nothing on disk. Each file keeps a descriptor as long as it has a name here or somebody has it open.
 * Thread-safe.
 */
public final class ScratchVfs implements WritableVfs {

    private final Path folder;
    private final String description;
    private final Map<String, Content> files = new TreeMap<>(FileNames.ORDER);
    private final MemoryLeases leases;
    private boolean closed;

    /** An empty directory, whose files take room in {@code folder}; error messages call it {@code description}. */
    public ScratchVfs(Path folder, String description) {
        this.folder = folder;
        this.description = description;
        this.leases = new MemoryLeases(description);
    }

    /** A file under whatever names; whoever uses it says so, and the last one ends it. */
    private static final class Content {

        private final ScratchFile file;
        private int uses;

        Content(ScratchFile file) {
            this.file = file;
        }

        synchronized Content use() {
            uses++;
            return this;
        }

        synchronized void release() {
            if (--uses == 0) {
                file.close();
            }
        }
    }

    @Override
    public synchronized WritableFile createFile(String name) {
        requireFree(name);
        Content content = new Content(ScratchFile.create(folder));
        files.put(name, content.use());
        return new GrowingFile(description + "/" + name, content.use());
    }

    @Override
    public synchronized void rename(String from, String to) {
        requirePlain(to);
        Content content = file(from);
        Content replaced = files.get(to);
        if (!content.equals(replaced)) {
            files.put(to, content);
            files.remove(from);
            if (replaced != null) {
                replaced.release();
            }
        }
    }

    @Override
    public synchronized void delete(String name) {
        Content content = file(name);
        files.remove(name);
        content.release();
    }

    @Override
    public synchronized void force() {
        requireOpen();
    }

    @Override
    public synchronized void force(String name) {
        file(name);
    }

    @Override
    public void linkOrCopy(Vfs source, String from, String to) {
        if (source instanceof ScratchVfs scratch) {
            Content content = scratch.used(from);
            try {
                takeName(to, content);
            } catch (RuntimeException | Error e) {
                content.release();
                throw e;
            }
        } else {
            FileCopy.copy(source, from, this, to);
        }
    }

    /** A file, for somebody who releases it. */
    private synchronized Content used(String name) {
        return file(name).use();
    }

    private synchronized void takeName(String name, Content content) {
        requireFree(name);
        files.put(name, content);
    }

    @Override
    public synchronized Lease lock(String name) {
        requirePlain(name);
        Lease lease = leases.lock(name);
        if (!files.containsKey(name)) {
            try {
                createFile(name).close();
            } catch (RuntimeException | Error e) {
                lease.close();
                throw e;
            }
        }
        return lease;
    }

    @Override
    public synchronized Lease share(String name) {
        file(name);
        return leases.share(name);
    }

    @Override
    public synchronized long freeBytes() {
        requireOpen();
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw StorageException.io(Location.of(description, "directory"), "free space", e);
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public synchronized List<String> list() {
        requireOpen();
        return List.copyOf(files.keySet());
    }

    @Override
    public ReadableFile open(String name) {
        return new OpenFile(description + "/" + name, used(name));
    }

    @Override
    public synchronized long size(String name) {
        return file(name).file.size();
    }

    @Override
    public synchronized boolean exists(String name) {
        requirePlain(name);
        return files.containsKey(name);
    }

    /** Ends the directory and its files; those that are open end when they are closed. */
    @Override
    public synchronized void close() {
        closed = true;
        files.values().forEach(Content::release);
        files.clear();
    }

    private Content file(String name) {
        requirePlain(name);
        Content content = files.get(name);
        if (content == null) {
            throw FileNames.notFound(description + "/" + name);
        }
        return content;
    }

    private void requireFree(String name) {
        requirePlain(name);
        if (files.containsKey(name)) {
            throw FileNames.alreadyExists(description + "/" + name);
        }
    }

    private void requirePlain(String name) {
        requireOpen();
        FileNames.requirePlain(description, name);
    }

    private void requireOpen() {
        if (closed) {
            throw FileNames.closed(description, "directory");
        }
    }

    private static final class GrowingFile implements WritableFile {

        private final String description;
        private final Content content;
        private boolean open = true;

        GrowingFile(String description, Content content) {
            this.description = description;
            this.content = content;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public long size() {
            requireOpen();
            return content.file.size();
        }

        @Override
        public void write(byte[] array, int offset, int length) {
            requireOpen();
            content.file.append(Bytes.wrap(array, offset, length));
        }

        /** Takes no room, and shows nobody zeros. */
        @Override
        public void reserve(long length) {
            requireOpen();
        }

        @Override
        public void force() {
            requireOpen();
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                content.release();
            }
        }

        private void requireOpen() {
            if (!open) {
                throw FileNames.closed(description, "file");
            }
        }
    }

    private static final class OpenFile implements ReadableFile {

        private final String description;
        private final Content content;
        private final long size;
        private final AtomicBoolean ended = new AtomicBoolean();

        OpenFile(String description, Content content) {
            this.description = description;
            this.content = content;
            this.size = content.file.size();
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public Bytes read(long offset, int length) {
            if (ended.get()) {
                throw FileNames.closed(description, "file");
            }
            ReadableFile.requireInside(description, size, offset, length);
            return content.file.read(offset, length);
        }

        @Override
        public void close() {
            if (!ended.getAndSet(true)) {
                content.release();
            }
        }
    }
}
