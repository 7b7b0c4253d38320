package dev.grantlake.lsm.commit;

import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Logs in memory of which it is known what is on disk. They are written, forced and closed, and nothing else. */
final class ForcedFiles implements WritableVfs {

    private final List<LogFile> files = new CopyOnWriteArrayList<>();

    /** Whether this text is on disk. */
    boolean hasForced(String text) {
        return countForced(text) > 0;
    }

    /** How often this text is on disk. */
    int countForced(String text) {
        int count = 0;
        for (LogFile file : files) {
            String content = new String(file.forcedBytes(), StandardCharsets.ISO_8859_1);
            for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
                count++;
            }
        }
        return count;
    }

    @Override
    public WritableFile createFile(String name) {
        LogFile file = new LogFile(name);
        files.add(file);
        return file;
    }

    @Override
    public void force() {}

    @Override
    public void force(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public String description() {
        return "db";
    }

    @Override
    public void close() {}

    @Override
    public void rename(String from, String to) {
        throw new UnsupportedOperationException(from);
    }

    @Override
    public void delete(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public Lease lock(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public long freeBytes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReadableFile open(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public long size(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public boolean exists(String name) {
        throw new UnsupportedOperationException(name);
    }

    private static final class LogFile implements WritableFile {

        private final String name;
        private volatile byte[] written = {};
        private volatile byte[] forced = {};

        LogFile(String name) {
            this.name = name;
        }

        byte[] forcedBytes() {
            return forced;
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        public long size() {
            return written.length;
        }

        @Override
        public void write(byte[] array, int offset, int length) {
            byte[] longer = Arrays.copyOf(written, written.length + length);
            System.arraycopy(array, offset, longer, written.length, length);
            written = longer;
        }

        @Override
        public void reserve(long length) {}

        @Override
        public void force() {
            forced = written;
        }

        @Override
        public void close() {}
    }
}
