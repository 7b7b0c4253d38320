package dev.grantlake.kv.spill;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts pairs of bytes by key and then by value, in bounded memory: what does not fit goes in sorted runs to one
 * scratch file. Belongs to one thread, which closes it.
 *
 * <p>Implementation note. Runs of one level are merged into one of the next as soon as there are {@link #FAN_IN} of
 * them, so at most that many are open at a time and every pair is rewritten once a level. Merged runs leave dead bytes
 * in the file; they go with it.
 */
public final class SpillingSorter implements AutoCloseable {

    private static final int FAN_IN = 64;
    private static final int WRITE_BUFFER_BYTES = 1 << 18;
    private static final int READ_BUFFER_BYTES = 1 << 16;

    /** What a pair costs in memory beside its bytes: an object, two array headers, a place in a list. */
    private static final int PAIR_OVERHEAD_BYTES = 72;

    private static final Comparator<Pair> ORDER = (a, b) -> {
        int order = Arrays.compareUnsigned(a.key, b.key);
        return order != 0 ? order : Arrays.compareUnsigned(a.value, b.value);
    };

    private final Path folder;
    private final long budgetBytes;
    private final List<Pair> pairs = new ArrayList<>();
    private long pairsBytes;
    /** By level; a run of level n holds the pairs of {@link #FAN_IN} runs of level n - 1. */
    private final List<List<Run>> levels = new ArrayList<>();

    private @Nullable ScratchFile file;
    private long fileSize;

    /** Takes pairs in sorted order. */
    @FunctionalInterface
    public interface Taker {
        void take(byte[] key, byte[] value) throws IOException;
    }

    private static final class Pair {
        private final byte[] key;
        private final byte[] value;

        Pair(byte[] key, byte[] value) {
            this.key = key;
            this.value = value;
        }
    }

    private record Run(long start, long end) {}

    /**
     * A sorter without pairs.
     *
     * @param folder where the temporary file goes, if one is needed
     * @param budgetBytes memory for pairs
     */
    public SpillingSorter(Path folder, long budgetBytes) {
        this.folder = folder;
        this.budgetBytes = budgetBytes;
    }

    /** Adds a pair; both arrays now belong to the sorter. */
    public void add(byte[] key, byte[] value) {
        pairs.add(new Pair(key, value));
        pairsBytes += key.length + value.length + PAIR_OVERHEAD_BYTES;
        if (pairsBytes > budgetBytes) {
            spill();
        }
    }

    public boolean isEmpty() {
        return pairs.isEmpty() && levels.isEmpty();
    }

    /** Hands over all pairs in order; the sorter is empty afterwards. */
    public void drainTo(Taker taker) throws IOException {
        List<Source> sources = new ArrayList<>();
        pairs.sort(ORDER);
        sources.add(new MemorySource(pairs));
        for (List<Run> level : levels) {
            for (Run run : level) {
                sources.add(new RunSource(run));
            }
        }
        merge(sources, taker);
        pairs.clear();
        pairsBytes = 0;
        levels.clear();
    }

    /** Bytes that went to the temporary file. */
    public long spilledBytes() {
        return fileSize;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private void spill() {
        pairs.sort(ORDER);
        addRun(0, write(List.of(new MemorySource(pairs))));
        pairs.clear();
        pairsBytes = 0;
    }

    private void addRun(int level, Run run) {
        while (levels.size() <= level) {
            levels.add(new ArrayList<>());
        }
        List<Run> runs = levels.get(level);
        runs.add(run);
        if (runs.size() == FAN_IN) {
            List<Source> sources = new ArrayList<>();
            for (Run each : runs) {
                sources.add(new RunSource(each));
            }
            Run merged = write(sources);
            runs.clear();
            addRun(level + 1, merged);
        }
    }

    /** Merges sources into a new run at the end of the file. */
    private Run write(List<Source> sources) {
        RunWriter writer = new RunWriter(open());
        try {
            merge(sources, writer);
        } catch (IOException e) {
            throw StorageException.io(Location.of(folder.toString(), "scratch file"), "write", e);
        }
        writer.flush();
        return writer.run();
    }

    private static void merge(List<? extends Source> sources, Taker taker) throws IOException {
        PriorityQueue<Source> queue = new PriorityQueue<>((a, b) -> ORDER.compare(a.head(), b.head()));
        for (Source source : sources) {
            if (source.advance()) {
                queue.add(source);
            }
        }
        while (!queue.isEmpty()) {
            Source least = queue.remove();
            Pair pair = least.head();
            taker.take(pair.key, pair.value);
            if (least.advance()) {
                queue.add(least);
            }
        }
    }

    private ScratchFile open() {
        if (file == null) {
            file = ScratchFile.create(folder);
        }
        return file;
    }

    /** Pairs in order, one at a time. */
    private abstract static class Source {
        private @Nullable Pair head;

        /** The present pair; only after {@link #advance} gave true. */
        final Pair head() {
            if (head == null) {
                throw new IllegalStateException("no pair");
            }
            return head;
        }

        final boolean advance() {
            head = read();
            return head != null;
        }

        abstract @Nullable Pair read();
    }

    private static final class MemorySource extends Source {
        private final List<Pair> pairs;
        private int next;

        MemorySource(List<Pair> pairs) {
            this.pairs = pairs;
        }

        @Override
        @Nullable
        Pair read() {
            return next < pairs.size() ? pairs.get(next++) : null;
        }
    }

    /** Reads a run: for each pair two lengths of four bytes and the bytes. */
    private final class RunSource extends Source {
        private final ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER_BYTES).limit(0);
        private final Run run;
        private long position;

        RunSource(Run run) {
            this.run = run;
            this.position = run.start;
        }

        @Override
        @Nullable
        Pair read() {
            if (position == run.end && !buffer.hasRemaining()) {
                return null;
            }
            byte[] lengths = read(2 * Integer.BYTES);
            ByteBuffer parsed = ByteBuffer.wrap(lengths);
            int keyLength = parsed.getInt();
            int valueLength = parsed.getInt();
            return new Pair(read(keyLength), read(valueLength));
        }

        private byte[] read(int length) {
            byte[] bytes = new byte[length];
            int done = 0;
            while (done < length) {
                if (!buffer.hasRemaining()) {
                    fill();
                }
                int step = Math.min(length - done, buffer.remaining());
                buffer.get(bytes, done, step);
                done += step;
            }
            return bytes;
        }

        private void fill() {
            Bytes read = open().read(position, (int) Math.min(buffer.capacity(), run.end - position));
            position += read.length();
            buffer.clear().put(read.array(), read.offset(), read.length());
            buffer.flip();
        }
    }

    private final class RunWriter implements Taker {
        private final ByteBuffer buffer = ByteBuffer.allocate(WRITE_BUFFER_BYTES);
        private final ScratchFile scratch;
        private final long start = fileSize;

        RunWriter(ScratchFile scratch) {
            this.scratch = scratch;
        }

        @Override
        public void take(byte[] key, byte[] value) {
            if (buffer.remaining() < 2 * Integer.BYTES) {
                flush();
            }
            buffer.putInt(key.length).putInt(value.length);
            put(key);
            put(value);
        }

        private void put(byte[] bytes) {
            int done = 0;
            while (done < bytes.length) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int step = Math.min(bytes.length - done, buffer.remaining());
                buffer.put(bytes, done, step);
                done += step;
            }
        }

        void flush() {
            scratch.write(fileSize, Bytes.wrap(buffer.array(), 0, buffer.position()));
            fileSize += buffer.position();
            buffer.clear();
        }

        Run run() {
            return new Run(start, fileSize);
        }
    }
}
