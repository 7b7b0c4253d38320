package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts columnar blocks together by hand: in the narrowest encoding, in any other legal one, or in none. Written from
 * the format's description alone and far simpler than a writer would be.
 */
public final class BlockAssembler {

    /** A column: its type byte, and what writes its page into a sink that holds the block up to here. */
    public record Column(int type, Consumer<ByteSink> page) {}

    private BlockAssembler() {}

    /** A block of these columns, all pages where they belong. */
    public static Bytes block(Bytes customHeader, int rows, List<Column> columns) {
        ByteSink sink = new ByteSink();
        sink.writeBytes(customHeader).writeByte(1).writeShortLe(columns.size()).writeIntLe(rows);
        int headers = sink.size();
        sink.writeZeros(5 * columns.size());
        for (int i = 0; i < columns.size(); i++) {
            sink.array()[headers + 5 * i] = (byte) columns.get(i).type();
            sink.patchIntLe(headers + 5 * i + 1, sink.size());
            columns.get(i).page().accept(sink);
        }
        return sink.writeByte(0).toBytes();
    }

    /** Four bytes, little-endian: a custom header. */
    public static Bytes int32(int value) {
        return new ByteSink().writeIntLe(value).toBytes();
    }

    /** A column of one data block. */
    public record Row(Bytes userKey, long trailer, Bytes value, boolean external) {}

    /** A data block in narrow encodings, with bundles of 2^4. */
    public static Bytes dataBlock(List<Row> rows) {
        return dataBlock(rows, 4, true);
    }

    /** A data block with a choice of bundle size, and with or without shared prefixes. */
    public static Bytes dataBlock(List<Row> rows, int shift, boolean share) {
        List<Bytes> keys = rows.stream().map(Row::userKey).toList();
        int longest = keys.stream().mapToInt(Bytes::length).max().orElse(0);
        List<Boolean> changed = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            changed.add(i == 0 || !keys.get(i).equals(keys.get(i - 1)));
        }
        return block(
                int32(longest),
                rows.size(),
                List.of(
                        prefixBytes(keys, shift, share),
                        bytes(rows.stream().map(row -> Bytes.EMPTY).toList()),
                        uints(rows.stream().map(Row::trailer).toList()),
                        bits(changed, true),
                        bytes(rows.stream().map(Row::value).toList()),
                        bits(rows.stream().map(Row::external).toList(), false),
                        bits(rows.stream().map(row -> false).toList(), false)));
    }

    /** One entry of an index block. */
    public record IndexEntry(Bytes separator, long offset, long length) {}

    public static Bytes indexBlock(List<IndexEntry> entries) {
        return block(
                Bytes.EMPTY,
                entries.size(),
                List.of(
                        bytes(entries.stream().map(IndexEntry::separator).toList()),
                        uints(entries.stream().map(IndexEntry::offset).toList()),
                        uints(entries.stream().map(IndexEntry::length).toList()),
                        bytes(entries.stream().map(entry -> Bytes.EMPTY).toList())));
    }

    /** A keyspan block without suffixes and values. */
    public static Bytes keyspanBlock(List<Bytes> boundaries, List<Long> firstKeys, List<Long> trailers) {
        List<Bytes> empty = trailers.stream().map(trailer -> Bytes.EMPTY).toList();
        return block(
                int32(boundaries.size()),
                trailers.size(),
                List.of(bytes(boundaries), uints(firstKeys), uints(trailers), bytes(empty), bytes(empty)));
    }

    public static Bytes keyValueBlock(List<Bytes> names, List<Bytes> values) {
        return block(Bytes.EMPTY, names.size(), List.of(bytes(names), bytes(values)));
    }

    /** Integers in the narrowest encoding. */
    public static Column uints(List<Long> values) {
        return new Column(2, sink -> {
            if (!values.isEmpty()) {
                long base = values.stream()
                        .reduce((a, b) -> Long.compareUnsigned(a, b) <= 0 ? a : b)
                        .orElseThrow();
                long range = values.stream().map(v -> v - base).reduce(0L, (a, b) -> a | b);
                int width = narrowest(range);
                boolean delta = width < 8 && base != 0;
                writeUints(sink, values, width, delta ? base : 0, delta);
            }
        });
    }

    /** Integers in a chosen encoding, which must hold them. */
    public static Column uints(List<Long> values, int width, long base, boolean delta) {
        return new Column(2, sink -> writeUints(sink, values, width, base, delta));
    }

    /** Byte strings with the narrowest offsets. */
    public static Column bytes(List<Bytes> values) {
        long total = values.stream().mapToLong(Bytes::length).sum();
        return bytes(values, narrowest(total));
    }

    /** Byte strings with offsets of a chosen width. */
    public static Column bytes(List<Bytes> values, int width) {
        return new Column(3, sink -> {
            if (values.isEmpty()) {
                return;
            }
            List<Long> offsets = new ArrayList<>(List.of(0L));
            for (Bytes value : values) {
                offsets.add(offsets.get(offsets.size() - 1) + value.length());
            }
            writeUints(sink, offsets, width, 0, false);
            values.forEach(sink::writeBytes);
        });
    }

    /** Bits; without any set they take one byte unless a bitmap is asked for. */
    public static Column bits(List<Boolean> bits, boolean alwaysBitmap) {
        return new Column(1, sink -> {
            if (!alwaysBitmap && !bits.contains(true)) {
                sink.writeByte(1);
                return;
            }
            sink.writeByte(0);
            align(sink, 8);
            int words = (bits.size() + 63) / 64;
            long[] bitmap = new long[words + (words + 63) / 64];
            for (int i = 0; i < bits.size(); i++) {
                if (bits.get(i)) {
                    bitmap[i / 64] |= 1L << (i % 64);
                    bitmap[words + i / 64 / 64] |= 1L << (i / 64 % 64);
                }
            }
            for (long word : bitmap) {
                sink.writeLongLe(word);
            }
        });
    }

    /** Sorted keys in bundles of 2^shift, with what they share put in front or with everything in the rows. */
    public static Column prefixBytes(List<Bytes> keys, int shift, boolean share) {
        return prefixBytes(keys, shift, share, 0);
    }

    /** As above with offsets of a chosen width, 0 for the narrowest. */
    public static Column prefixBytes(List<Bytes> keys, int shift, boolean share, int width) {
        return new Column(4, sink -> {
            int size = 1 << shift;
            int blockShared = share ? shared(keys) : 0;
            ByteSink data = new ByteSink();
            List<Long> ends = new ArrayList<>();
            data.writeBytes(keys.get(0).slice(0, blockShared));
            ends.add((long) data.size());
            for (int from = 0; from < keys.size(); from += size) {
                List<Bytes> bundle = keys.subList(from, Math.min(keys.size(), from + size));
                int bundleShared = share ? shared(bundle) : blockShared;
                data.writeBytes(bundle.get(0).slice(blockShared, bundleShared - blockShared));
                ends.add((long) data.size());
                for (int i = 0; i < bundle.size(); i++) {
                    if (i == 0 || !bundle.get(i).equals(bundle.get(i - 1))) {
                        data.writeBytes(bundle.get(i).from(bundleShared));
                    }
                    ends.add((long) data.size());
                }
            }
            sink.writeByte(shift);
            writeUints(sink, ends, width == 0 ? narrowest(data.size()) : width, 0, false);
            sink.writeBytes(data);
        });
    }

    /** Any page under any type. */
    public static Column raw(int type, Bytes page) {
        return new Column(type, sink -> sink.writeBytes(page));
    }

    private static void writeUints(ByteSink sink, List<Long> values, int width, long base, boolean delta) {
        sink.writeByte(width | (delta ? 0x80 : 0));
        if (delta) {
            sink.writeLongLe(base);
        }
        align(sink, Math.max(1, width));
        for (long value : values) {
            long stored = value - base;
            for (int i = 0; i < width; i++) {
                sink.writeByte((int) (stored >>> (8 * i)));
            }
        }
    }

    private static void align(ByteSink sink, int width) {
        while (sink.size() % width != 0) {
            sink.writeByte(0);
        }
    }

    private static int narrowest(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value);
        return bits == 0 ? 0 : bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
    }

    /** Bytes that all of these sorted keys share, which are those that the first and the last share. */
    private static int shared(List<Bytes> keys) {
        Bytes first = keys.get(0);
        Bytes last = keys.get(keys.size() - 1);
        int shared = 0;
        while (shared < Math.min(first.length(), last.length()) && first.at(shared) == last.at(shared)) {
            shared++;
        }
        return shared;
    }
}
