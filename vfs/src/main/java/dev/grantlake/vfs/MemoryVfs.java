package dev.grantlake.vfs;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A directory in memory, for tests and tools. A file that is open for reading keeps its content, whatever is put under
 * its name, removed or written meanwhile. To force puts nothing anywhere: it all ends with the process.
 */
public final class MemoryVfs implements WritableVfs {

    private final String description;
    private final ConcurrentSkipListMap<String, Content> files = new ConcurrentSkipListMap<>(FileNames.ORDER);
    private final MemoryLeases leases;
    private volatile boolean closed;

    /** What one file holds, under whatever names. */
    private static final class Content {

        private volatile Bytes bytes;

        Content(Bytes bytes) {
            this.bytes = bytes;
        }
    }

    /** An empty directory, which error messages call {@code description}. */
    public MemoryVfs(String description) {
        this.description = description;
        this.leases = new MemoryLeases(description);
    }

    /** Puts a file in place of what was there. */
    public MemoryVfs put(String name, Bytes content) {
        requirePlain(name);
        files.put(name, new Content(content));
        return this;
    }

    /** Puts all these files, by name. */
    public MemoryVfs putAll(Map<String, Bytes> contents) {
        contents.forEach(this::put);
        return this;
    }

    /** A file to be written, which is there in place of what was there once it is finished. */
    public FileSink create(String name) {
        requirePlain(name);
        return new MemorySink(description + "/" + name, content -> put(name, content));
    }

    /** Removes a file, if it is there. */
    public MemoryVfs remove(String name) {
        requirePlain(name);
        files.remove(name);
        return this;
    }

    /** The content of a file; {@code NOT_FOUND} as for {@link #open}. */
    public Bytes content(String name) {
        return file(name).bytes;
    }

    @Override
    public WritableFile createFile(String name) {
        requirePlain(name);
        Content content = new Content(Bytes.EMPTY);
        takeName(name, content);
        return new GrowingFile(description + "/" + name, content);
    }

    @Override
    public synchronized void rename(String from, String to) {
        requirePlain(to);
        Content content = file(from);
        if (files.put(to, content) != content) {
            files.remove(from);
        }
    }

    @Override
    public void delete(String name) {
        requirePlain(name);
        if (files.remove(name) == null) {
            throw FileNames.notFound(description + "/" + name);
        }
    }

    @Override
    public void force() {
        requireOpen();
    }

    @Override
    public void force(String name) {
        file(name);
    }

    @Override
    public void linkOrCopy(Vfs source, String from, String to) {
        if (source instanceof MemoryVfs memory) {
            requirePlain(to);
            takeName(to, memory.file(from));
        } else {
            FileCopy.copy(source, from, this, to);
        }
    }

    @Override
    public Lease lock(String name) {
        requirePlain(name);
        Lease lease = leases.lock(name);
        files.putIfAbsent(name, new Content(Bytes.EMPTY));
        return lease;
    }

    @Override
    public Lease share(String name) {
        file(name);
        return leases.share(name);
    }

    @Override
    public long freeBytes() {
        requireOpen();
        return Long.MAX_VALUE;
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
        return new OpenFile(description + "/" + name, content(name));
    }

    @Override
    public long size(String name) {
        return content(name).length();
    }

    @Override
    public boolean exists(String name) {
        requirePlain(name);
        return files.containsKey(name);
    }

    /** Closes the directory, which keeps its files; those that are open stay open. */
    @Override
    public void close() {
        closed = true;
    }

    private Content file(String name) {
        requirePlain(name);
        Content content = files.get(name);
        if (content == null) {
            throw FileNames.notFound(description + "/" + name);
        }
        return content;
    }

    private void takeName(String name, Content content) {
        if (files.putIfAbsent(name, content) != null) {
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

    /**
     * Bytes behind those that are written are changed, those that are never: so what a reader has been given is a view
     * of the same array.
     */
    private static final class GrowingFile implements WritableFile {

        private final String description;
        private final Content content;
        private final ByteSink written = new ByteSink();
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
            return written.size();
        }

        @Override
        public void write(byte[] array, int offset, int length) {
            reserve((long) written.size() + length);
            written.writeBytes(array, offset, length);
            content.bytes = Bytes.wrap(written.array(), 0, written.size());
        }

        /** Takes no memory, and shows nobody zeros. */
        @Override
        public void reserve(long length) {
            requireOpen();
            if (length > ByteSink.MAX_SIZE) {
                throw StorageException.limit(
                        new Location(description, written.size(), "file in memory"),
                        length + " bytes, at most " + ByteSink.MAX_SIZE + " are possible");
            }
        }

        @Override
        public void force() {
            requireOpen();
        }

        @Override
        public void close() {
            open = false;
        }

        private void requireOpen() {
            if (!open) {
                throw FileNames.closed(description, "file");
            }
        }
    }

    private static final class OpenFile implements ReadableFile {

        private final String description;
        private final int size;
        private volatile @Nullable Bytes content;

        OpenFile(String description, Bytes content) {
            this.description = description;
            this.size = content.length();
            this.content = content;
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
            Bytes current = content;
            if (current == null) {
                throw FileNames.closed(description, "file");
            }
            ReadableFile.requireInside(description, size, offset, length);
            return current.slice((int) offset, length);
        }

        @Override
        public void close() {
            content = null;
        }
    }
}
