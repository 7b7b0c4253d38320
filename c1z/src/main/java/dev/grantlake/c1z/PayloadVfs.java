package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The payload of a container as a read-only directory; the engine above does not know that it is not on a disk. Files
 * are decoded, if they have to be, in the thread that reads them, or ahead of it. All that it shows belongs to the
 * {@link C1zFile}: closing the directory does nothing, closing the container ends it and every file opened from it.
 */
final class PayloadVfs implements Vfs {

    private final String description;
    private final Map<String, ByteSource> files;
    private final List<String> names;
    private final AtomicBoolean closed;
    private final DecodeAhead ahead;

    /**
     * The directory of {@code files} by name, inside the container that messages call {@code description}.
     *
     * @param closed whether the container is closed
     * @param ahead decodes what is about to be read
     */
    PayloadVfs(String description, Map<String, ByteSource> files, AtomicBoolean closed, DecodeAhead ahead) {
        this.description = description;
        this.closed = closed;
        this.ahead = ahead;
        this.files = new HashMap<>(files);
        this.names = files.keySet().stream()
                .map(Bytes::utf8)
                .sorted()
                .map(Bytes::toUtf8)
                .toList();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> list() {
        requireOpen();
        return names;
    }

    @Override
    public boolean exists(String name) {
        requireOpen();
        return files.containsKey(name);
    }

    @Override
    public long size(String name) {
        return find(name).size();
    }

    @Override
    public ReadableFile open(String name) {
        return new OpenFile(find(name), description + "/" + name);
    }

    @Override
    public void prefetch(String name) {
        if (files.get(name) instanceof CachedFrame frame) {
            ahead.decode(frame);
        }
    }

    private ByteSource find(String name) {
        requireOpen();
        ByteSource file = files.get(name);
        if (file == null) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    Location.of(description, "payload"),
                    "no file " + Text.quoted(name),
                    null);
        }
        return file;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new StorageException(
                    StorageException.Kind.CLOSED, Location.of(description, "payload"), "is closed", null);
        }
    }

    @Override
    public void close() {
        // The container owns what there is to close.
    }

    private final class OpenFile implements ReadableFile {

        private final ByteSource content;
        private final String description;
        private volatile boolean fileClosed;

        OpenFile(ByteSource content, String description) {
            this.content = content;
            this.description = description;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public Bytes read(long offset, int length) {
            requireOpen();
            if (fileClosed) {
                throw new StorageException(
                        StorageException.Kind.CLOSED, new Location(description, offset, "file"), "is closed", null);
            }
            ReadableFile.requireInside(description, content.size(), offset, length);
            // Of an empty file even nothing is read from its frame, which may be damaged.
            return length == 0 && content.size() > 0 ? Bytes.EMPTY : content.read(offset, length);
        }

        @Override
        public void close() {
            fileClosed = true;
        }
    }
}
