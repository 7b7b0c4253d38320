package dev.grantlake.testkit.verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.Zstd;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.IndexedFrameEntry;
import dev.grantlake.wire.c1z.v3.IndexedFrameIndex;
import dev.grantlake.wire.c1z.v3.PayloadEncoding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a container, to be changed and packed again, with an index whatever it had before. All hashes of the
 * container are right afterwards, but for that of a manifest of another head.
 *
 * @param head everything before the payload
 * @param bound the head whose manifest the frame index records
 */
record Payload(Bytes head, Bytes bound, SortedMap<String, byte[]> files) {

    static final String NAME = "changed.c1z";

    private static final Bytes INDEX_MAGIC = Bytes.ofHex("43315a4944583100");
    private static final int PREFIX = 9;
    private static final int LEVEL = 1;

    static Payload of(Path container) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (Vfs folder = DiskVfs.open(container.getParent());
                C1zFile file = C1zFile.open(folder, container.getFileName().toString(), C1zReadOptions.defaults())) {
            for (PayloadFile each : file.files()) {
                try (ReadableFile content = file.payload().open(each.name())) {
                    files.put(each.name(), content.read(0, (int) content.size()).toArray());
                }
            }
            byte[] all = Files.readAllBytes(container);
            Bytes head = indexed(Bytes.wrap(all, 0, (int) file.head().payloadOffset()));
            return new Payload(head, head, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same head for a payload with an index. */
    private static Bytes indexed(Bytes head) throws InvalidProtocolBufferException {
        C1ZManifestV3 manifest = C1ZManifestV3.parseFrom(head.from(PREFIX).toArray());
        if (manifest.getPayloadEncoding() == PayloadEncoding.PAYLOAD_ENCODING_INDEXED_ZSTD) {
            return head;
        }
        byte[] changed = manifest.toBuilder()
                .setPayloadEncoding(PayloadEncoding.PAYLOAD_ENCODING_INDEXED_ZSTD)
                .build()
                .toByteArray();
        return new ByteSink()
                .writeBytes(head.slice(0, PREFIX - Integer.BYTES))
                .writeIntBe(changed.length)
                .writeBytes(changed)
                .toBytes();
    }

    /** The same with another content of one file. */
    Payload with(String name, byte[] content) {
        TreeMap<String, byte[]> changed = new TreeMap<>(files);
        changed.put(name, content);
        return new Payload(head, bound, changed);
    }

    /** The same with a frame index that belongs to another head. */
    Payload boundTo(Bytes other) {
        return new Payload(head, other, files);
    }

    /** The files as a directory. */
    MemoryVfs directory() {
        MemoryVfs directory = new MemoryVfs("payload");
        files.forEach((name, content) -> directory.put(name, Bytes.wrap(content)));
        return directory;
    }

    /** A folder with the container in it, under {@link #NAME}. */
    Vfs pack() {
        ByteSink file = new ByteSink().writeBytes(head);
        IndexedFrameIndex.Builder index = IndexedFrameIndex.newBuilder();
        long raw = 0;
        long compressed = 0;
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            byte[] content = each.getValue();
            byte[] frame = Zstd.compress(Bytes.wrap(content), LEVEL);
            index.addEntries(IndexedFrameEntry.newBuilder()
                    .setName(each.getKey())
                    .setFrameOffset(file.size())
                    .setCompressedSize(frame.length)
                    .setRawSize(content.length)
                    .setRawXxh64(XxHash64.of(content))
                    .setRawSha256(ByteString.copyFrom(sha256(content))));
            file.writeBytes(frame);
            raw += content.length;
            compressed += frame.length;
        }
        byte[] encoded = index.setTotalRawSize(raw)
                .setTotalCompressedSize(compressed)
                .setManifestXxh64(XxHash64.of(bound.from(PREFIX)))
                .build()
                .toByteArray();
        long indexOffset = file.size();
        file.writeBytes(encoded)
                .writeLongBe(indexOffset)
                .writeIntBe(encoded.length)
                .writeLongBe(XxHash64.of(encoded))
                .writeBytes(INDEX_MAGIC);
        return new MemoryVfs("changed").put(NAME, file.toBytes());
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
