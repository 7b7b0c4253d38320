package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.vfs.FileOutput;

import java.util.Arrays;

/**
 * Cuts records into chunks, byte for byte as Pebble does: {@link ChunkFormat#LEGACY} ones for manifests,
 * {@link ChunkFormat#SYNC} ones for write-ahead logs. Belongs to one thread; neither finishes nor closes the file. See
 * {@link LogChunk} for the layout and {@code docs/formats/pebble-directory.md}, "Log framing".
 */
public final class LogWriter {

    private static final int LONGEST_HEADER = ChunkFormat.SYNC.headerBytes();
    private static final byte[] PADDING = new byte[LONGEST_HEADER - 1];

    private final FileOutput out;
    private final ChunkFormat format;
    private final long logNumber;
    private final byte[] header = new byte[LONGEST_HEADER];
    private final Crc32c checksum = new Crc32c();
    private long synced;

    private LogWriter(FileOutput out, ChunkFormat format, long logNumber) {
        this.out = out;
        this.format = format;
        this.logNumber = logNumber;
    }

    /** A writer at the start of a manifest, to which nobody else writes. */
    public static LogWriter ofManifest(FileOutput out) {
        return new LogWriter(out, ChunkFormat.LEGACY, 0);
    }

    /** A writer at the start of the write-ahead log of that number, to which nobody else writes. */
    public static LogWriter ofWal(FileOutput out, long logNumber) {
        return new LogWriter(out, ChunkFormat.SYNC, logNumber);
    }

    /**
     * Says that the first {@code offset} bytes of the file are on disk. The chunks of a write-ahead log say so from now
     * on: whoever finds one of them knows that what lies before the offset is damaged if it cannot be read, not torn.
     */
    public void synced(long offset) {
        synced = offset;
    }

    /** Appends one record, which may be empty. */
    public void write(Bytes record) {
        write(record, Bytes.EMPTY);
    }

    /** Appends one record that lies in two pieces. */
    public void write(Bytes head, Bytes tail) {
        int total = Math.addExact(head.length(), tail.length());
        int written = 0;
        boolean started = false;
        boolean ended;
        do {
            padIfTooLittleIsLeft();
            int length = Math.min(room() - format.headerBytes(), total - written);
            ended = written + length == total;
            int from = Math.min(written, head.length());
            int ofHead = Math.min(length, head.length() - from);
            Bytes rest = tail.slice(written - from, length - ofHead);
            writeChunk(ChunkRole.of(!started, ended), head.slice(from, ofHead), rest);
            // Not the same as "something is written": a block may end with a chunk of nothing but a header.
            started = true;
            written += length;
        } while (!ended);
        if (format == ChunkFormat.SYNC) {
            // Pebble pads a log at once, a manifest when the next record comes.
            padIfTooLittleIsLeft();
        }
    }

    /** Ends a write-ahead log, so that its end is not taken for torn. Nothing follows. */
    public void writeTrailer() {
        Arrays.fill(header, (byte) 0);
        header[LogBlock.TYPE_AT] = (byte) ChunkFormat.RECYCLABLE.code(ChunkRole.FULL);
        LittleEndian.putInt(header, LogBlock.LOG_NUMBER_AT, (int) (logNumber + 1));
        out.write(header, 0, ChunkFormat.RECYCLABLE.headerBytes());
    }

    private int room() {
        return LogBlock.SIZE - (int) (out.size() % LogBlock.SIZE);
    }

    private void padIfTooLittleIsLeft() {
        int room = room();
        if (room < format.headerBytes()) {
            out.write(PADDING, 0, room);
        }
    }

    private void writeChunk(ChunkRole role, Bytes first, Bytes rest) {
        int headerBytes = format.headerBytes();
        LittleEndian.putShort(header, LogBlock.LENGTH_AT, first.length() + rest.length());
        header[LogBlock.TYPE_AT] = (byte) format.code(role);
        if (format == ChunkFormat.SYNC) {
            LittleEndian.putInt(header, LogBlock.LOG_NUMBER_AT, (int) logNumber);
            LittleEndian.putLong(header, LogBlock.SYNC_OFFSET_AT, synced);
        }
        int covered = headerBytes - LogBlock.TYPE_AT;
        checksum.reset().update(header, LogBlock.TYPE_AT, covered).update(first).update(rest);
        LittleEndian.putInt(header, 0, checksum.masked());
        out.write(header, 0, headerBytes);
        out.write(first);
        if (!rest.isEmpty()) {
            out.write(rest);
        }
    }
}
