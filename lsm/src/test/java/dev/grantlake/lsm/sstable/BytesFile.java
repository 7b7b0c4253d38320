package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.ReadableFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** A file in memory, which hands out views or copies and knows whether it was closed. */
public final class BytesFile implements ReadableFile {

    private final String name;
    private final byte[] content;
    private final boolean copies;
    private boolean closed;

    private BytesFile(String name, byte[] content, boolean copies) {
        this.name = name;
        this.content = content;
        this.copies = copies;
    }

    /** Hands out views, as a cached frame does. */
    public static BytesFile views(String name, byte[] content) {
        return new BytesFile(name, content, false);
    }

    /** Hands out fresh arrays, as a file on disk does. */
    public static BytesFile copies(String name, byte[] content) {
        return new BytesFile(name, content, true);
    }

    /** The bytes of a table among the fixtures. */
    public static byte[] fixture(String name) {
        try {
            return Files.readAllBytes(Fixtures.path("sst/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean closed() {
        return closed;
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public Bytes read(long offset, int length) {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, name + " is closed");
        }
        if (offset < 0 || length < 0 || offset > content.length - length) {
            throw StorageException.corrupt(
                    new Location(name, offset, "file"), length + " bytes", "the end of the file");
        }
        return copies ? Bytes.copyOf(content, (int) offset, length) : Bytes.wrap(content, (int) offset, length);
    }

    @Override
    public void close() {
        closed = true;
    }
}
