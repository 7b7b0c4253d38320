package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.vfs.FileSink;

/**
 * Writes records in {@link ChunkFormat#LEGACY} chunks, byte for byte as Pebble writes manifests. Belongs to one thread;
 * neither finishes nor closes the file. See {@link LogChunk} for the layout and
 * {@code docs/formats/pebble-directory.md}, "Log framing".
 */
public final class LogWriter {

    private static final int HEADER_BYTES = ChunkFormat.LEGACY.headerBytes();
    private static final byte[] PADDING = new byte[HEADER_BYTES - 1];

    private final FileSink out;
    private final byte[] header = new byte[HEADER_BYTES];

    /** A writer at the start of {@code out}, to which nobody else writes. */
    public LogWriter(FileSink out) {
        this.out = out;
    }

    /** Appends one record, which may be empty. */
    public void write(Bytes record) {
        int written = 0;
        boolean started = false;
        boolean ended;
        do {
            int room = LogBlock.SIZE - (int) (out.size() % LogBlock.SIZE);
            if (room < HEADER_BYTES) {
                out.write(PADDING, 0, room);
                room = LogBlock.SIZE;
            }
            int length = Math.min(room - HEADER_BYTES, record.length() - written);
            ended = written + length == record.length();
            writeChunk(ChunkRole.of(!started, ended), record.slice(written, length));
            // Not the same as "something is written": a block may end with a chunk of nothing but a header.
            started = true;
            written += length;
        } while (!ended);
    }

    private void writeChunk(ChunkRole role, Bytes payload) {
        byte type = (byte) ChunkFormat.LEGACY.code(role);
        LittleEndian.putInt(header, 0, new Crc32c().update(type).update(payload).masked());
        LittleEndian.putShort(header, LogBlock.LENGTH_AT, payload.length());
        header[LogBlock.TYPE_AT] = type;
        out.write(header, 0, HEADER_BYTES);
        out.write(payload);
    }
}
