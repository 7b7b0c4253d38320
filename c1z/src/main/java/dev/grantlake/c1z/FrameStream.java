package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.ZstdWriter;

import java.security.MessageDigest;

/** The frame of a file that is too large for memory: it grows at the end of the area while the file comes in. */
final class FrameStream {

    private final String name;
    private final PayloadArea area;
    private final long start;
    private final ZstdWriter zstd;
    private final XxHash64 xxh64 = new XxHash64();
    private final MessageDigest sha256 = EncodedFrame.newSha256();
    private long rawSize;

    FrameStream(String name, PayloadArea area, int level) {
        this.name = name;
        this.area = area;
        this.start = area.size();
        this.zstd = ZstdWriter.open(level, area::append);
    }

    void write(byte[] array, int offset, int length) {
        xxh64.update(array, offset, length);
        sha256.update(array, offset, length);
        zstd.write(array, offset, length);
        rawSize += length;
    }

    /** Ends the frame; its offset counts from the start of the area. */
    FrameEntry finish() {
        zstd.finish();
        zstd.close();
        return new FrameEntry(name, start, area.size() - start, rawSize, xxh64.value(), Bytes.wrap(sha256.digest()));
    }

    /** Takes back what has been written of the frame. */
    void discard() {
        zstd.close();
        area.truncate(start);
    }
}
