package dev.grantlake.lsm.inspect;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.sstable.BlockHandle;
import dev.grantlake.lsm.sstable.BloomFilter;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * The Bloom filter of a table in numbers, and what it says of a key. Immutable and thread-safe. Format:
 * {@code docs/formats/sstable.md}, "Filter".
 */
public final class FilterReport {

    private static final int LINE_BITS = BloomFilter.LINE_BYTES * Byte.SIZE;

    /**
     * A filter held against the table that it belongs to.
     *
     * @param points how many entries the table has, versions of one key counted each
     * @param ruledOut how many of them a look-up would not find, because the filter rules their key out
     * @param firstRuledOut the first such user key, or null
     */
    public record Coverage(
            long points, long ruledOut, @Nullable Bytes firstRuledOut) {}

    private final BlockHandle handle;
    private final BloomFilter filter;
    private final long bitsSet;
    private final double falsePositiveRate;

    private FilterReport(BlockHandle handle, BloomFilter filter) {
        this.handle = handle;
        this.filter = filter;
        long set = 0;
        double passing = 0;
        for (int line = 0; line < filter.lines(); line++) {
            int bits = filter.bitsSetIn(line);
            set += bits;
            passing += Math.pow(bits / (double) LINE_BITS, filter.probes());
        }
        this.bitsSet = set;
        this.falsePositiveRate = filter.lines() == 0 ? 0 : passing / filter.lines();
    }

    /**
     * The filter of a table, or null if it has none, or one whose making is not known.
     *
     * @param file stays open
     * @throws StorageException of kind {@code CORRUPT} if the file is no table or its filter is damaged,
     *     {@code UNSUPPORTED} if it is a table that is not read here
     */
    public static @Nullable FilterReport of(ReadableFile file) {
        try (Sstable table = open(file)) {
            BloomFilter filter = table.filter();
            BlockHandle handle = table.metaindex().filter();
            return filter == null || handle == null ? null : new FilterReport(handle, filter);
        }
    }

    /** Where the filter block begins in its table, in bytes. */
    public long blockOffset() {
        return handle.offset();
    }

    /** Stored bytes of the filter block, without its trailer. */
    public long blockLength() {
        return handle.length();
    }

    /** Number of bits. */
    public long bits() {
        return filter.bits();
    }

    /** How many of them are set. */
    public long bitsSet() {
        return bitsSet;
    }

    /** Number of lines of 512 bits; a key has all its bits in one. */
    public int lines() {
        return filter.lines();
    }

    /** How many bits a key sets. */
    public int probes() {
        return filter.probes();
    }

    /**
     * The share of other keys that the filter lets through, from 0 to 1: an estimate from the bits that are set, for
     * keys whose hashes are spread evenly.
     */
    public double falsePositiveRate() {
        return falsePositiveRate;
    }

    /** Whether the filter lets a user key through; if not, a look-up does not search for it. */
    public boolean mayContain(Bytes userKey) {
        return filter.lines() == 0 || filter.mayContain(userKey);
    }

    /**
     * Holds the filter against all points of its table.
     *
     * @param file the table's file, which stays open
     */
    public Coverage coverage(ReadableFile file) {
        long points = 0;
        long ruledOut = 0;
        Bytes first = null;
        try (Sstable table = open(file);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                ByteView key = cursor.userKey();
                points++;
                if (!mayContain(Bytes.wrap(key.array(), key.offset(), key.length()))) {
                    ruledOut++;
                    first = first == null ? key.copy() : first;
                }
            }
        }
        return new Coverage(points, ruledOut, first);
    }

    /** The report as text. */
    public List<String> text() {
        return List.of(
                "filter block at " + handle,
                lines() + " lines of " + LINE_BITS + " bits, " + probes() + " bits a key",
                bitsSet + " of " + bits() + " bits set",
                String.format(
                        Locale.ROOT,
                        "lets through about %.3f %% of the keys that are not in the table",
                        100 * falsePositiveRate));
    }

    private static Sstable open(ReadableFile file) {
        return Sstable.open(new Borrowed(file), new SstableOptions(new BufferCache(0), new ReadMetrics()));
    }

    /** A file that somebody else closes. */
    private record Borrowed(ReadableFile file) implements ReadableFile {

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
            return file.read(offset, length);
        }

        @Override
        public void close() {}
    }
}
