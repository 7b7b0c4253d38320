package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.Zstd;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.FrameEntry;
import dev.grantlake.wire.c1z.v3.PayloadEncoding;

import java.util.Map;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as the frame index of a container whose frames and hashes are sound: the table is refused, or each of its
 * files is refused or reads as the size and the hash that its row claims.
 */
final class FrameIndexFuzzTest {

    private static final byte[] MANIFEST = Container.manifest(PayloadEncoding.PAYLOAD_ENCODING_INDEXED_ZSTD);

    static final byte[] EMPTY_FILE = {};
    static final byte[] TEXT_FILE = Bytes.utf8("MANIFEST-000001\n").toArray();
    static final byte[] ZEROS_FILE = new byte[1000];
    static final byte[] EMPTY_FRAME = Zstd.compress(Bytes.wrap(EMPTY_FILE), 1);
    static final byte[] TEXT_FRAME = Zstd.compress(Bytes.wrap(TEXT_FILE), 1);
    static final byte[] ZEROS_FRAME = Zstd.compress(Bytes.wrap(ZEROS_FILE), 1);
    private static final byte[] FRAMES = Bytes.wrap(EMPTY_FRAME)
            .plus(Bytes.wrap(TEXT_FRAME))
            .plus(Bytes.wrap(ZEROS_FRAME))
            .toArray();

    @FuzzTest
    void readsWhatTheRowsClaim(byte[] index) {
        byte[] file = container(index);
        HostileRead.of(file.length, () -> {
            try (C1zFile container = Container.open(file)) {
                Map<String, byte[]> contents = Container.contents(container);
                for (FrameEntry entry : container.frameTable().orElseThrow().entries()) {
                    byte[] content = requireNonNull(contents.get(entry.name()));
                    assertThat(content).as(entry.name()).hasSize((int) entry.rawSize());
                    // A frame that claims no bytes is never read, so nothing shows what it holds.
                    if (content.length > 0) {
                        assertThat(XxHash64.of(Bytes.wrap(content)))
                                .as(entry.name())
                                .isEqualTo(entry.rawXxh64());
                    }
                }
                return contents;
            }
        });
    }

    /** A container with three sound frames and this index. */
    static byte[] container(byte[] index) {
        long indexOffset = Container.of(MANIFEST, FRAMES).length;
        return Container.of(MANIFEST, FRAMES, index, Container.footer(indexOffset, index));
    }

    /** Where the frames begin. */
    static int framesOffset() {
        return Container.of(MANIFEST).length;
    }
}
