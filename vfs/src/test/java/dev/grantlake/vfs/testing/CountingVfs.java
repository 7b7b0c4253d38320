package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is read from another directory, and remembers every read in order. Thread-safe. */
public final class CountingVfs implements Vfs {

    private final Vfs inner;
    private final List<String> reads = new ArrayList<>();
    private final Map<String, Count> counts = new TreeMap<>();

    /**
     * What one file cost.
     *
     * @param opens how often it was opened
     * @param reads calls of {@link ReadableFile#read}
     * @param bytes sum of their lengths
     */
    public record Count(int opens, int reads, long bytes) {

        static final Count NONE = new Count(0, 0, 0);

        Count plus(Count other) {
            return new Count(opens + other.opens, reads + other.reads, bytes + other.bytes);
        }
    }

    /** Counts the reads of {@code inner}, which is closed with this. */
    public CountingVfs(Vfs inner) {
        this.inner = inner;
    }

    /** The count of one file. */
    public synchronized Count count(String name) {
        return counts.getOrDefault(name, Count.NONE);
    }

    /** The sum over all files. */
    public synchronized Count total() {
        return counts.values().stream().reduce(Count.NONE, Count::plus);
    }

    /** All reads in order, one a line: {@code 000004.sst 4096+512}, which is offset and length. */
    public synchronized String reads() {
        return String.join("\n", reads) + (reads.isEmpty() ? "" : "\n");
    }

    /** One line for each file that was opened: {@code 000004.sst: 1 open, 3 reads, 1536 bytes}. */
    public synchronized String summary() {
        StringBuilder text = new StringBuilder();
        counts.forEach((name, count) -> text.append(name)
                .append(": ")
                .append(count.opens())
                .append(count.opens() == 1 ? " open, " : " opens, ")
                .append(count.reads())
                .append(count.reads() == 1 ? " read, " : " reads, ")
                .append(count.bytes())
                .append(" bytes\n"));
        return text.toString();
    }

    /** Starts counting again. */
    public synchronized void reset() {
        reads.clear();
        counts.clear();
    }

    private synchronized void add(String name, Count count) {
        counts.merge(name, count, Count::plus);
    }

    private synchronized void addRead(String name, long offset, int length) {
        reads.add(name + " " + offset + "+" + length);
        add(name, new Count(0, 1, length));
    }

    @Override
    public String description() {
        return inner.description();
    }

    @Override
    public List<String> list() {
        return inner.list();
    }

    @Override
    public ReadableFile open(String name) {
        ReadableFile file = inner.open(name);
        add(name, new Count(1, 0, 0));
        return new CountedFile(name, file);
    }

    @Override
    public long size(String name) {
        return inner.size(name);
    }

    @Override
    public boolean exists(String name) {
        return inner.exists(name);
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class CountedFile implements ReadableFile {

        private final String name;
        private final ReadableFile file;

        CountedFile(String name, ReadableFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public String description() {
            return file.description();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public Bytes read(long offset, int length) {
            Bytes bytes = file.read(offset, length);
            addRead(name, offset, length);
            return bytes;
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
