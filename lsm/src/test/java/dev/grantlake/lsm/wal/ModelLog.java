package dev.grantlake.lsm.wal;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.ChunkRole;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.testbase.Dice;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A write-ahead log as a writer makes it, of random batches, with notes on where everything lies and what it means. It
 * cuts records into chunks by itself, and syncs now and then: later chunks say so.
 */
final class ModelLog {

    private static final int BLOCK = 32 << 10;
    private static final int SHORTEST_HEADER = 7;
    private static final int TRAILER = 11;
    private static final int LONGEST_PADDING = 18;
    private static final List<KeyKind> KINDS = List.of(
            KeyKind.SET,
            KeyKind.SET,
            KeyKind.SET,
            KeyKind.MERGE,
            KeyKind.DELETE,
            KeyKind.SINGLE_DELETE,
            KeyKind.DELETE_SIZED,
            KeyKind.RANGE_DELETE,
            KeyKind.LOG_DATA,
            KeyKind.RANGE_KEY_SET);

    private final LogBytes out = new LogBytes();
    private final List<Chunk> chunks = new ArrayList<>();
    /** For each batch all rows behind it; the first element is before any. */
    private final List<NavigableMap<Bytes, Bytes>> states = new ArrayList<>();
    /** For each batch where its record ends. */
    private final List<Integer> ends = new ArrayList<>();

    /** A chunk, and the index of its record. */
    private record Chunk(int offset, int end, int record, int recordOffset, boolean sync, int syncOffset) {}

    /**
     * Where reading stops.
     *
     * @param recordOffset where the record begins that is lost
     * @param proof where the first chunk lies that proves the loss, or null
     */
    record Stop(
            int offset,
            int recordOffset,
            int batchesBefore,
            @Nullable Integer proof) {}

    private ModelLog(long number, long firstSequence, Dice dice, int batches, int maxValue) {
        states.add(new TreeMap<>());
        long sequence = firstSequence;
        int synced = 0;
        ChunkFormat usual = dice.pick(List.of(ChunkFormat.values()));
        for (int i = 0; i < batches; i++) {
            NavigableMap<Bytes, Bytes> rows = new TreeMap<>(states.get(i));
            int operations = dice.between(0, 5);
            BatchBytes batch = new BatchBytes(sequence);
            for (int j = 0; j < operations; j++) {
                sequence += operate(batch, rows, dice, maxValue);
            }
            ChunkFormat format = dice.oneIn(5) ? dice.pick(List.of(ChunkFormat.values())) : usual;
            write(format, number, synced, i, batch.toArray());
            states.add(rows);
            ends.add(out.size());
            synced = dice.oneIn(3) ? out.size() : synced;
        }
        if (dice.oneIn(2)) {
            pad(TRAILER);
            out.trailer(number);
        }
    }

    static ModelLog random(long number, long firstSequence, Dice dice, int batches, int maxValue) {
        return new ModelLog(number, firstSequence, dice, batches, maxValue);
    }

    byte[] bytes() {
        return out.toArray();
    }

    int batches() {
        return ends.size();
    }

    /** What the first {@code batches} leave visible. */
    NavigableMap<Bytes, Bytes> rows(int batches) {
        return states.get(batches);
    }

    /** How many records lie wholly in the first {@code length} bytes. */
    int batchesWithin(int length) {
        return (int) ends.stream().filter(end -> end <= length).count();
    }

    /** Whether a file of the first {@code length} bytes ends as a log may. */
    boolean endsCleanlyAt(int length) {
        if (length == out.size()) {
            return true;
        }
        int at = 0;
        for (Chunk chunk : chunks) {
            int recordEnd = ends.get(chunk.record);
            if (chunk.recordOffset < length && length < recordEnd) {
                return false;
            }
            at = recordEnd <= length ? recordEnd : at;
        }
        int blockEnd = (at / BLOCK + 1) * BLOCK;
        if (blockEnd - at <= LONGEST_PADDING && length >= blockEnd) {
            at = blockEnd;
        }
        // What is left is padding, or a part of the trailer, which begins with zeros.
        int rest = length - at;
        return rest == 0
                || (rest >= SHORTEST_HEADER && Arrays.equals(out.toArray(), at, length, new byte[rest], 0, rest));
    }

    /** What a change of the byte at {@code at} stops, or null if it changes nothing that is looked at. */
    @Nullable
    Stop stopForChangeAt(int at) {
        int end = 0;
        for (Chunk chunk : chunks) {
            if (at < chunk.offset) {
                return inPadding(at, end, chunk.offset, chunk.record);
            }
            if (at < chunk.end) {
                return stop(chunk.offset, chunk.recordOffset, chunk.record);
            }
            end = chunk.end;
        }
        int trailerOffset = out.size() - TRAILER;
        if (at >= trailerOffset) {
            return stop(trailerOffset, trailerOffset, ends.size());
        }
        return inPadding(at, end, trailerOffset, ends.size());
    }

    private @Nullable Stop inPadding(int at, int start, int end, int record) {
        int length = end - start;
        boolean looked = length >= SHORTEST_HEADER && (at < start + SHORTEST_HEADER || length >= TRAILER);
        return looked ? stop(start, start, record) : null;
    }

    private Stop stop(int offset, int recordOffset, int batchesBefore) {
        Integer proof = null;
        for (Chunk chunk : chunks) {
            if (proof == null && chunk.offset > offset && chunk.sync && chunk.syncOffset > offset) {
                proof = chunk.offset;
            }
        }
        return new Stop(offset, recordOffset, batchesBefore, proof);
    }

    private void write(ChunkFormat format, long number, int synced, int record, byte[] payload) {
        int written = 0;
        int recordOffset = -1;
        boolean last = false;
        while (!last) {
            pad(format.headerBytes());
            int room = BLOCK - out.size() % BLOCK - format.headerBytes();
            int length = Math.min(room, payload.length - written);
            last = written + length == payload.length;
            ChunkRole role = written == 0 && recordOffset < 0
                    ? (last ? ChunkRole.FULL : ChunkRole.FIRST)
                    : (last ? ChunkRole.LAST : ChunkRole.MIDDLE);
            int offset = out.size();
            recordOffset = recordOffset < 0 ? offset : recordOffset;
            out.chunk(format, role, number, synced, Arrays.copyOfRange(payload, written, written + length));
            chunks.add(new Chunk(offset, out.size(), record, recordOffset, format == ChunkFormat.SYNC, synced));
            written += length;
        }
    }

    /** Zeros to the end of the block, if so many bytes do not fit any more. */
    private void pad(int needed) {
        int room = BLOCK - out.size() % BLOCK;
        if (room < needed) {
            out.zeros(room);
        }
    }

    /** Adds an operation to a batch and does the same to the rows; gives how many sequence numbers that takes. */
    private static int operate(BatchBytes batch, NavigableMap<Bytes, Bytes> rows, Dice dice, int maxValue) {
        Bytes key = Bytes.wrap(dice.key(3, 3));
        Bytes value = Bytes.wrap(dice.bytes((int) dice.skewed(maxValue)));
        KeyKind kind = dice.pick(KINDS);
        switch (kind) {
            case SET -> rows.put(key, value);
            case MERGE -> rows.merge(key, value, Bytes::plus);
            case DELETE, SINGLE_DELETE -> rows.remove(key);
            case DELETE_SIZED -> {
                value = new ByteSink().writeVarint(7).toBytes();
                rows.remove(key);
            }
            case RANGE_DELETE -> {
                value = Bytes.wrap(dice.key(3, 3));
                if (key.compareTo(value) < 0) {
                    rows.subMap(key, value).clear();
                }
            }
            default -> {}
        }
        batch.operation(kind, key, value);
        return kind == KeyKind.LOG_DATA ? 0 : 1;
    }
}
