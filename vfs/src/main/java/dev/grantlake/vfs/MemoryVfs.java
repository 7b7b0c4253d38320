package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A directory in memory, for tests and tools. A file that is open keeps its content, whatever is put under its name or
 * removed meanwhile.
 */
public final class MemoryVfs implements Vfs {

    private final String description;
    private final ConcurrentSkipListMap<String, Bytes> files = new ConcurrentSkipListMap<>(FileNames.ORDER);
    private volatile boolean closed;

    /** An empty directory, which error messages call {@code description}. */
    public MemoryVfs(String description) {
        this.description = description;
    }

    /** Puts a file in place of what was there. */
    public MemoryVfs put(String name, Bytes content) {
        requirePlain(name);
        files.put(name, content);
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
        requirePlain(name);
        Bytes content = files.get(name);
        if (content == null) {
            throw FileNames.notFound(description + "/" + name);
        }
        return content;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> list() {
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

    private void requirePlain(String name) {
        requireOpen();
        FileNames.requirePlain(description, name);
    }

    private void requireOpen() {
        if (closed) {
            throw FileNames.closed(description, "directory");
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
