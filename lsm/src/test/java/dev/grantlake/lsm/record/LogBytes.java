package dev.grantlake.lsm.record;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;

import java.util.Arrays;

/** Puts a log together by hand, chunk by chunk, right or wrong. */
public final class LogBytes {

    private final ByteSink out = new ByteSink();

    /** A record, cut and padded as a writer of that format does. */
    public LogBytes record(ChunkFormat format, long logNumber, long syncOffset, byte[] payload) {
        int written = 0;
        boolean first = true;
        boolean last;
        do {
            int room = LogBlock.SIZE - out.size() % LogBlock.SIZE;
            if (room < format.headerBytes()) {
                out.writeZeros(room);
                room = LogBlock.SIZE;
            }
            int length = Math.min(room - format.headerBytes(), payload.length - written);
            last = written + length == payload.length;
            ChunkRole role =
                    first ? (last ? ChunkRole.FULL : ChunkRole.FIRST) : (last ? ChunkRole.LAST : ChunkRole.MIDDLE);
            byte[] part = Arrays.copyOfRange(payload, written, written + length);
            chunk(format, role, logNumber, syncOffset, part);
            written += length;
            first = false;
        } while (!last);
        return this;
    }

    /** A record of a manifest. */
    public LogBytes record(byte[] payload) {
        return record(ChunkFormat.LEGACY, 0, 0, payload);
    }

    /** One chunk, wherever it falls. */
    public LogBytes chunk(ChunkFormat format, ChunkRole role, long logNumber, long syncOffset, byte[] payload) {
        ByteSink covered = new ByteSink().writeByte(format.code(role));
        if (format != ChunkFormat.LEGACY) {
            covered.writeIntLe((int) logNumber);
        }
        if (format == ChunkFormat.SYNC) {
            covered.writeLongLe(syncOffset);
        }
        Bytes summed = covered.writeBytes(payload).toBytes();
        out.writeIntLe(Crc32c.masked(summed)).writeShortLe(payload.length).writeBytes(summed);
        return this;
    }

    /** The header that ends a log which was closed cleanly. */
    public LogBytes trailer(long logNumber) {
        out.writeIntLe(0).writeShortLe(0).writeByte(5).writeIntLe((int) (logNumber + 1));
        return this;
    }

    public LogBytes zeros(int count) {
        out.writeZeros(count);
        return this;
    }

    public LogBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] toArray() {
        return out.toArray();
    }
}
