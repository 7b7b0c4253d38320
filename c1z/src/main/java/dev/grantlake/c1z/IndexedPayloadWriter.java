package dev.grantlake.c1z;

import com.google.protobuf.ByteString;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.XxHash64;
import dev.grantlake.wire.c1z.v3.IndexedFrameEntry;
import dev.grantlake.wire.c1z.v3.IndexedFrameIndex;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes an indexed payload: see {@link FrameTable}. A file is gathered in memory and compressed by
 * {@link FrameCompressor}; one that grows too large for that goes through compression as it comes, in the caller's
 * thread, after all frames before it are laid down.
 */
final class IndexedPayloadWriter implements PayloadWriter {

    private final PayloadArea area;
    private final C1zWriteOptions options;
    private final FrameCompressor compressor;
    /** Their offsets count from the start of the area. */
    private final List<FrameEntry> entries = new ArrayList<>();

    IndexedPayloadWriter(PayloadArea area, C1zWriteOptions options) {
        this.area = area;
        this.options = options;
        this.compressor = new FrameCompressor(options, area.description(), this::layDown);
    }

    @Override
    public EntryBody begin(String name) {
        return new Frame(name);
    }

    /** Lays down a frame of another container as it lies there. */
    void carry(FrameEntry frame, C1zFile source) {
        compressor.drain();
        long offset = area.size();
        source.read(frame, area::append);
        entries.add(new FrameEntry(
                frame.name(), offset, frame.compressedSize(), frame.rawSize(), frame.rawXxh64(), frame.rawSha256()));
    }

    @Override
    public void finish() {
        compressor.drain();
    }

    @Override
    public boolean allowsGap() {
        return true;
    }

    @Override
    public Bytes tail(long base, Bytes manifest) {
        IndexedFrameIndex.Builder index = IndexedFrameIndex.newBuilder();
        long rawSize = 0;
        for (FrameEntry entry : entries) {
            rawSize += entry.rawSize();
            index.addEntries(IndexedFrameEntry.newBuilder()
                    .setName(entry.name())
                    .setFrameOffset(base + entry.offset())
                    .setCompressedSize(entry.compressedSize())
                    .setRawSize(entry.rawSize())
                    .setRawXxh64(entry.rawXxh64())
                    .setRawSha256(ByteString.copyFrom(entry.rawSha256().toArray())));
        }
        byte[] bytes = index.setTotalRawSize(rawSize)
                .setTotalCompressedSize(area.size())
                .setManifestXxh64(XxHash64.of(manifest))
                .build()
                .toByteArray();
        if (bytes.length > FrameTable.MAX_INDEX_LENGTH) {
            throw StorageException.limit(
                    Location.of(area.description(), "frame index"),
                    "of " + bytes.length + " bytes, the limit is " + FrameTable.MAX_INDEX_LENGTH);
        }
        return new ByteSink(bytes.length + FrameTable.FOOTER_LENGTH)
                .writeBytes(bytes)
                .writeLongBe(base + area.size())
                .writeIntBe(bytes.length)
                .writeLongBe(XxHash64.of(bytes))
                .writeBytes(FrameTable.MAGIC)
                .toBytes();
    }

    @Override
    public void close() {
        compressor.close();
    }

    private void layDown(EncodedFrame encoded) {
        entries.add(new FrameEntry(
                encoded.name(),
                area.size(),
                encoded.frame().length(),
                encoded.rawSize(),
                encoded.rawXxh64(),
                encoded.rawSha256()));
        area.append(encoded.frame());
    }

    /** One file: in memory at first, then if need be a stream. */
    private final class Frame implements EntryBody {

        private final String name;
        private ByteSink held = new ByteSink();
        private @Nullable FrameStream stream;

        Frame(String name) {
            this.name = name;
        }

        @Override
        public void append(byte[] array, int offset, int length) {
            if (stream == null && length > options.maxHeapFileBytes() - held.size()) {
                compressor.drain();
                stream = new FrameStream(name, area, options.level());
                stream.write(held.array(), 0, held.size());
                held = new ByteSink(0);
            }
            if (stream == null) {
                held.writeBytes(array, offset, length);
            } else {
                stream.write(array, offset, length);
            }
        }

        @Override
        public void complete() {
            if (stream == null) {
                compressor.add(name, Bytes.wrap(held.array(), 0, held.size()));
            } else {
                entries.add(stream.finish());
            }
        }

        @Override
        public void discard() {
            held = new ByteSink(0);
            if (stream != null) {
                stream.discard();
            }
        }
    }
}
