package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory in memory, which knows which of its files were opened and how many are open. */
public final class TestDirectory implements Vfs {

    private static final int TAR_BLOCK = 512;

    private final String name;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Set<String> opened = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();

    public TestDirectory(String name) {
        this.name = name;
    }

    /** One directory out of a tar among the fixtures, for example {@code ("wal", "wal_empty")}. */
    public static TestDirectory fixture(String tar, String directory) {
        byte[] archive;
        try {
            archive = Files.readAllBytes(Fixtures.path("pebble/" + tar + ".tar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestDirectory result = new TestDirectory(directory);
        int position = 0;
        while (archive[position] != 0) {
            String path = text(archive, position, 100);
            int size = Integer.parseInt(text(archive, position + 124, 12).strip(), 8);
            position += TAR_BLOCK;
            if (path.startsWith(directory + "/") && !path.endsWith("/")) {
                byte[] content = Arrays.copyOfRange(archive, position, position + size);
                result.put(path.substring(directory.length() + 1), content);
            }
            position += (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
        }
        return result;
    }

    private static String text(byte[] archive, int offset, int length) {
        String field = new String(archive, offset, length, StandardCharsets.US_ASCII);
        int end = field.indexOf(0);
        return end < 0 ? field : field.substring(0, end);
    }

    public TestDirectory put(String file, byte... content) {
        files.put(file, content);
        return this;
    }

    public TestDirectory remove(String file) {
        files.remove(file);
        return this;
    }

    public byte[] content(String file) {
        byte[] content = files.get(file);
        if (content == null) {
            throw new IllegalArgumentException("no file " + file + " in " + files.keySet());
        }
        return content;
    }

    /** The files opened since the last call. */
    public Set<String> takeOpened() {
        Set<String> taken = new TreeSet<>(opened);
        opened.clear();
        return taken;
    }

    /** Files that are open now. */
    public int open() {
        return open.get();
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public ReadableFile open(String file) {
        byte[] content = require(file);
        opened.add(file);
        open.incrementAndGet();
        return new Opened(name + "/" + file, content);
    }

    @Override
    public long size(String file) {
        return require(file).length;
    }

    @Override
    public boolean exists(String file) {
        return files.containsKey(file);
    }

    @Override
    public void close() {}

    private byte[] require(String file) {
        byte[] content = files.get(file);
        if (content == null) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND, Location.of(name, "directory"), "no file " + file, null);
        }
        return content;
    }

    private final class Opened implements ReadableFile {

        private final String description;
        private final byte[] content;
        private boolean closed;

        Opened(String description, byte[] content) {
            this.description = description;
            this.content = content;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public Bytes read(long offset, int length) {
            if (closed) {
                throw new StorageException(StorageException.Kind.CLOSED, description + " is closed");
            }
            if (offset < 0 || length < 0 || offset > content.length - length) {
                throw StorageException.corrupt(
                        new Location(description, offset, "file"), length + " bytes", "the end of the file");
            }
            return Bytes.copyOf(content, (int) offset, length);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
