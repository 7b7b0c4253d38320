package dev.grantlake.c1z;

import com.google.protobuf.ByteString;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.Zstd;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.wire.c1z.v3.IndexedFrameEntry;
import dev.grantlake.wire.c1z.v3.IndexedFrameIndex;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Offsets and sizes beyond 32 bits. */
class LargeContainerTest {

    private static final Bytes HELLO = Bytes.utf8("hello");
    private static final long FAR = 5L << 30;

    @Test
    void framesMayLieFarOut() {
        byte[] head = EnvelopeBuilder.withPayload(5, new byte[0]);
        byte[] frame = Zstd.compress(HELLO, 3);
        byte[] index = IndexedFrameIndex.newBuilder()
                .addEntries(IndexedFrameEntry.newBuilder()
                        .setName("a")
                        .setFrameOffset(FAR)
                        .setCompressedSize(frame.length)
                        .setRawSize(HELLO.length())
                        .setRawXxh64(XxHash64.of(HELLO))
                        .setRawSha256(ByteString.copyFrom(EnvelopeBuilder.sha256(HELLO.toArray()))))
                .build()
                .toByteArray();
        long indexOffset = FAR + frame.length;
        SparseVfs vfs = new SparseVfs()
                .put(0, head)
                .put(FAR, frame)
                .put(indexOffset, index)
                .put(indexOffset + index.length, EnvelopeBuilder.footer(indexOffset, index));

        try (C1zFile file = C1zFile.open(vfs, Containers.NAME, C1zReadOptions.defaults())) {
            assertThat(file.size()).isGreaterThan(FAR);
            assertThat(Contents.of(file.payload())).containsEntry("a", HELLO);
        }
    }

    @Test
    void filesOfAPlainArchiveMayBeHuge() {
        byte[] head = EnvelopeBuilder.withPayload(2, new byte[0]);
        long content = head.length + 512L;
        byte[] second = Tars.header("second", HELLO.length());
        SparseVfs vfs = new SparseVfs()
                .put(0, head)
                .put(head.length, Tars.header("first", FAR))
                .put(content + FAR - 5, HELLO.toArray())
                .put(content + FAR, second)
                .put(content + FAR + 512, HELLO.toArray())
                .put(content + FAR + 1024, new byte[1024]);

        try (C1zFile file = C1zFile.open(vfs, Containers.NAME, C1zReadOptions.defaults());
                ReadableFile first = file.payload().open("first");
                ReadableFile last = file.payload().open("second")) {
            assertThat(first.size()).isEqualTo(FAR);
            assertThat(first.read(FAR - 5, 5)).isEqualTo(HELLO);
            assertThat(first.read(3L << 30, 2)).isEqualTo(Bytes.wrap(new byte[2]));
            assertThat(last.read(0, 5)).isEqualTo(HELLO);
            assertThat(file.payloadEnd()).isEqualTo(file.size());
        }
    }
}
