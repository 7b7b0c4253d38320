package dev.grantlake.c1z;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import dev.grantlake.base.BigEndian;
import dev.grantlake.base.XxHash64;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.IndexedFrameEntry;
import dev.grantlake.wire.c1z.v3.IndexedFrameIndex;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;

/**
 * Builds containers for tests, sound ones and all kinds of unsound ones. Written against the generated messages, so
 * that it shares no code with the reader.
 */
final class EnvelopeBuilder {

    private final C1ZManifestV3.Builder manifest =
            C1ZManifestV3.newBuilder().setEngine("pebble3").setEngineSchemaVersion(24);
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private final IndexedFrameIndex.Builder index = IndexedFrameIndex.newBuilder();

    private EnvelopeBuilder(int encoding) {
        manifest.setPayloadEncodingValue(encoding);
    }

    static EnvelopeBuilder indexed() {
        return new EnvelopeBuilder(5);
    }

    /** A container with this payload, in this encoding. */
    static byte[] withPayload(int encoding, byte[] payload) {
        return envelope(new EnvelopeBuilder(encoding).manifest.build().toByteArray(), payload);
    }

    static byte[] envelope(byte[] manifest, byte[] payload) {
        byte[] file = new byte[9 + manifest.length + payload.length];
        System.arraycopy(new byte[] {'C', '1', 'Z', '3', 0}, 0, file, 0, 5);
        BigEndian.putInt(file, 5, manifest.length);
        System.arraycopy(manifest, 0, file, 9, manifest.length);
        System.arraycopy(payload, 0, file, 9 + manifest.length, payload.length);
        return file;
    }

    EnvelopeBuilder manifest(Consumer<C1ZManifestV3.Builder> change) {
        change.accept(manifest);
        return this;
    }

    /** Bytes that belong to no frame. */
    EnvelopeBuilder gap(int length) {
        payload.writeBytes(new byte[length]);
        return this;
    }

    EnvelopeBuilder file(String name, byte[] content) {
        return frame(name, Zstd.compress(content), content);
    }

    /** A file whose frame is given. */
    EnvelopeBuilder frame(String name, byte[] frame, byte[] content) {
        index.addEntries(IndexedFrameEntry.newBuilder()
                .setName(name)
                // Relative to the payload until the length of the manifest is known.
                .setFrameOffset(payload.size())
                .setCompressedSize(frame.length)
                .setRawSize(content.length)
                .setRawXxh64(XxHash64.of(content))
                .setRawSha256(ByteString.copyFrom(sha256(content))));
        payload.writeBytes(frame);
        return this;
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] build() {
        return build(sound -> {});
    }

    /** The container with its index changed by {@code change}, which sees absolute offsets; all hashes are right. */
    byte[] build(Consumer<IndexedFrameIndex.Builder> change) {
        byte[] head = manifest.build().toByteArray();
        long payloadOffset = 9L + head.length;
        long raw = 0;
        long compressed = 0;
        for (IndexedFrameEntry.Builder entry : index.getEntriesBuilderList()) {
            entry.setFrameOffset(entry.getFrameOffset() + payloadOffset);
            raw += entry.getRawSize();
            compressed += entry.getCompressedSize();
        }
        index.setTotalRawSize(raw).setTotalCompressedSize(compressed).setManifestXxh64(XxHash64.of(head));
        change.accept(index);
        return withIndex(head, index.build().toByteArray());
    }

    /** The container with this index, which may be anything; footer and hashes are right. */
    byte[] withIndex(byte[] indexBytes) {
        return withIndex(manifest.build().toByteArray(), indexBytes);
    }

    private byte[] withIndex(byte[] head, byte[] indexBytes) {
        long indexOffset = 9L + head.length + payload.size();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(payload.toByteArray());
        all.writeBytes(indexBytes);
        all.writeBytes(footer(indexOffset, indexBytes));
        return envelope(head, all.toByteArray());
    }

    static byte[] footer(long indexOffset, byte[] index) {
        byte[] footer = new byte[28];
        BigEndian.putLong(footer, 0, indexOffset);
        BigEndian.putInt(footer, 8, index.length);
        BigEndian.putLong(footer, 12, XxHash64.of(index));
        System.arraycopy(new byte[] {'C', '1', 'Z', 'I', 'D', 'X', '1', 0}, 0, footer, 20, 8);
        return footer;
    }
}
