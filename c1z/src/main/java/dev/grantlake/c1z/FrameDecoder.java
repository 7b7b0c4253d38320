package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.Zstd;
import dev.grantlake.base.ZstdFrameHeader;
import dev.grantlake.base.ZstdReader;

import java.util.HexFormat;

/**
 * Decodes frames of an indexed payload and holds them against their rows in the {@link FrameTable}: size and XXH64 must
 * be right before a byte is handed out. Thread-safe.
 */
final class FrameDecoder {

    private static final int CHUNK = 128 << 10;

    private final SourceFile source;
    private final long maxWindowBytes;
    private final ReadMetrics metrics;

    FrameDecoder(SourceFile source, long maxWindowBytes, ReadMetrics metrics) {
        this.source = source;
        this.maxWindowBytes = maxWindowBytes;
        this.metrics = metrics;
    }

    /** Where the frame lies, as messages say it. */
    Location where(FrameEntry entry) {
        return source.at(entry.offset(), "frame of " + Text.quoted(entry.name()));
    }

    /** The file in the frame of {@code entry}, whose two sizes fit into arrays. */
    byte[] decode(FrameEntry entry) {
        Location where = where(entry);
        Bytes frame = source.read(entry.offset(), (int) entry.compressedSize());
        checkContentSize(frame, entry, where);
        byte[] content = Zstd.decompress(frame, (int) entry.rawSize(), maxWindowBytes, where);
        verify(XxHash64.of(content), entry, where);
        metrics.frameDecoded(content.length);
        return content;
    }

    /** Decodes the file in the frame of {@code entry} into {@code spool} from {@code base} on. */
    void decode(FrameEntry entry, Spool spool, long base) {
        decode(entry, (position, chunk, count) -> spool.write(base + position, chunk, 0, count));
        metrics.spooled(entry.rawSize());
    }

    /** Decodes the file in the frame of {@code entry} for nobody, to find out whether it is what the table says. */
    void check(FrameEntry entry) {
        decode(entry, (position, chunk, count) -> {});
    }

    /** Takes decoded bytes, the first {@code count} of a chunk that is used again. */
    private interface Target {
        void write(long position, byte[] chunk, int count);
    }

    private void decode(FrameEntry entry, Target target) {
        Location where = where(entry);
        int headLength = (int) Math.min(ZstdFrameHeader.MAX_BYTES, entry.compressedSize());
        checkContentSize(source.read(entry.offset(), headLength), entry, where);
        XxHash64 hash = new XxHash64();
        byte[] chunk = new byte[(int) Math.min(CHUNK, entry.rawSize())];
        // The size is checked here, not by the reader, for which passing a limit is not damage.
        ZstdReader.Limits limits = new ZstdReader.Limits(maxWindowBytes, Long.MAX_VALUE);
        long end = entry.offset() + entry.compressedSize();
        try (ZstdReader in = ZstdReader.open(source::read, entry.offset(), end, limits, where)) {
            for (long done = 0; done < entry.rawSize(); ) {
                int count = in.read(chunk, 0, (int) Math.min(chunk.length, entry.rawSize() - done));
                if (count < 0) {
                    throw StorageException.corrupt(
                            where, entry.rawSize() + " decoded bytes", "the end of the frame after " + done);
                }
                hash.update(chunk, 0, count);
                target.write(done, chunk, count);
                done += count;
            }
            if (in.read(new byte[1], 0, 1) >= 0) {
                throw StorageException.corrupt(where, entry.rawSize() + " decoded bytes", "more");
            }
        }
        verify(hash.value(), entry, where);
        metrics.frameDecoded(entry.rawSize());
    }

    /** Refuses a lie before anything is allocated for it. */
    private static void checkContentSize(Bytes frame, FrameEntry entry, Location where) {
        ZstdFrameHeader header = ZstdFrameHeader.parse(frame, where);
        if (header.contentBytes() > entry.rawSize()) {
            throw StorageException.corrupt(
                    where,
                    entry.rawSize() + " decoded bytes (from the frame index)",
                    "a frame of " + header.contentBytes());
        }
    }

    private static void verify(long xxh64, FrameEntry entry, Location where) {
        if (xxh64 != entry.rawXxh64()) {
            HexFormat hex = HexFormat.of();
            throw StorageException.corrupt(
                    where, "decoded bytes with xxh64 " + hex.toHexDigits(entry.rawXxh64()), hex.toHexDigits(xxh64));
        }
    }
}
