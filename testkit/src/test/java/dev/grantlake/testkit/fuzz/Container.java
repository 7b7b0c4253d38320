package dev.grantlake.testkit.fuzz;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.XxHash64;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.PayloadEncoding;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts a v3 container together around the part that is fuzzed, and reads containers in memory to their last byte. */
final class Container {

    static final String NAME = "fuzz.c1z";

    private static final int MAGIC_LENGTH = 5;
    private static final int PREFIX_LENGTH = 9;
    private static final int FOOTER_LENGTH = 28;
    private static final int INDEX_MAGIC_OFFSET = 20;
    private static final int MANIFEST_HASH_TAG = 4 << 3 | 1;
    private static final Bytes MAGIC = Bytes.ofHex("43315a3300");
    private static final Bytes INDEX_MAGIC = Bytes.ofHex("43315a4944583100");

    private static final int MAX_HEAP_FILE_BYTES = 1 << 20;
    private static final int CACHE_BYTES = 8 << 20;
    private static final int MAX_DECODED_BYTES = 4 << 20;
    private static final int MAX_CHUNK = 64 << 10;

    private Container() {}

    /** A directory that holds one file, {@link #NAME}. */
    static Vfs directory(byte[] file) {
        return new MemoryVfs("fuzz").put(NAME, Bytes.wrap(file));
    }

    /** The manifest that opens a payload of this encoding. */
    static byte[] manifest(PayloadEncoding encoding) {
        return C1ZManifestV3.newBuilder()
                .setEngine("pebble")
                .setEngineSchemaVersion(1)
                .setPayloadEncoding(encoding)
                .build()
                .toByteArray();
    }

    /** A container of this manifest and whatever follows it. */
    static byte[] of(byte[] manifest, byte[]... payload) {
        ByteSink file =
                new ByteSink().writeBytes(MAGIC).writeIntBe(manifest.length).writeBytes(manifest);
        for (byte[] part : payload) {
            file.writeBytes(part);
        }
        return file.toArray();
    }

    /** The footer of an index that begins at {@code offset}. */
    static byte[] footer(long offset, byte[] index) {
        return new ByteSink()
                .writeLongBe(offset)
                .writeIntBe(index.length)
                .writeLongBe(XxHash64.of(Bytes.wrap(index)))
                .writeBytes(INDEX_MAGIC)
                .toArray();
    }

    /**
     * The same file with the hashes of manifest and frame index put right, if it has places for them. The manifest's
     * goes behind the index as a second value of its field, of which readers take the last.
     */
    static byte[] withRightHashes(byte[] file) {
        Bytes bytes = Bytes.wrap(file);
        int footerAt = file.length - FOOTER_LENGTH;
        if (footerAt < PREFIX_LENGTH
                || !bytes.startsWith(MAGIC)
                || !bytes.from(footerAt + INDEX_MAGIC_OFFSET).equals(INDEX_MAGIC)) {
            return file;
        }
        long manifestLength = bigEndian(file, MAGIC_LENGTH, Integer.BYTES);
        long indexOffset = bigEndian(file, footerAt, Long.BYTES);
        long indexLength = bigEndian(file, footerAt + Long.BYTES, Integer.BYTES);
        if (manifestLength > footerAt - PREFIX_LENGTH || indexOffset < 0 || indexOffset != footerAt - indexLength) {
            return file;
        }
        long manifestHash = XxHash64.of(bytes.slice(PREFIX_LENGTH, (int) manifestLength));
        byte[] index = new ByteSink()
                .writeBytes(bytes.slice((int) indexOffset, (int) indexLength))
                .writeByte(MANIFEST_HASH_TAG)
                .writeLongLe(manifestHash)
                .toArray();
        return new ByteSink()
                .writeBytes(file, 0, (int) indexOffset)
                .writeBytes(index)
                .writeBytes(footer(indexOffset, index))
                .toArray();
    }

    private static long bigEndian(byte[] array, int offset, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << Byte.SIZE | (array[offset + i] & 0xff);
        }
        return value;
    }

    /** Opens a container under bounds that keep one run of a target short. */
    static C1zFile open(byte[] file) {
        C1zReadOptions options = C1zReadOptions.defaults()
                .withMaxDecodedBytes(MAX_DECODED_BYTES)
                .withMaxWindowBytes(MAX_DECODED_BYTES)
                .withMaxHeapFileBytes(MAX_HEAP_FILE_BYTES);
        return C1zFile.open(
                directory(file),
                NAME,
                options,
                new ReadComponents(
                        new BufferCache(CACHE_BYTES),
                        new ReadMetrics(),
                        Path.of(System.getProperty("java.io.tmpdir"))));
    }

    /** Every file of a container's payload, whole, in the order of its table of contents. */
    static Map<String, byte[]> contents(C1zFile container) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (PayloadFile entry : container.files()) {
            try (ReadableFile file = container.payload().open(entry.name())) {
                contents.put(entry.name(), content(file));
            }
        }
        return contents;
    }

    private static byte[] content(ReadableFile file) {
        byte[] content = new byte[Math.toIntExact(file.size())];
        for (int done = 0; done < content.length; ) {
            int length = Math.min(content.length - done, MAX_CHUNK);
            Bytes chunk = file.read(done, length);
            System.arraycopy(chunk.array(), chunk.offset(), content, done, length);
            done += length;
        }
        return content;
    }
}
