package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class BufferedSinkTest {

    @Test
    void writesTheSameBytesInFewerPieces() {
        RecordingVfs directory = new RecordingVfs(new MemoryVfs("memory"));
        try (BufferedSink sink = new BufferedSink(new ForcedSink(directory, "file"), 10)) {
            byte[] bytes = new byte[25];
            for (int length : new int[] {4, 6, 1, 10, 0, 25, 3}) {
                sink.write(bytes, 0, length);
            }
            assertThat(sink.size()).isEqualTo(49);
            sink.finish();
            assertThatThrownBy(() -> sink.write(bytes, 0, 1)).isInstanceOf(StorageException.class);
        }
        assertThat(directory.takeNotes())
                .containsExactly(
                        "create file",
                        "write file 0+10",
                        "write file 10+1",
                        "write file 11+10",
                        "write file 21+25",
                        "write file 46+3",
                        "force file",
                        "close file",
                        "write file 49+1",
                        "close file");
    }

    @Test
    void whateverThePieces(Dice dice) {
        byte[] bytes = dice.bytes(1000);
        for (int round = 0; round < Seeds.rounds(100); round++) {
            MemoryVfs directory = new MemoryVfs("memory");
            try (BufferedSink sink = new BufferedSink(directory.create("file"), dice.between(1, 50))) {
                int at = 0;
                while (at < bytes.length) {
                    byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + dice.below(80)));
                    sink.write(piece, 0, piece.length);
                    Arrays.fill(piece, (byte) 0);
                    at += piece.length;
                    assertThat(sink.size()).isEqualTo(at);
                }
                sink.finish();
            }
            assertThat(directory.content("file")).isEqualTo(Bytes.wrap(bytes));
        }
    }

    @Test
    void nothingIsLeftOfAFileThatIsGivenUp() {
        MemoryVfs directory = new MemoryVfs("memory");
        BufferedSink sink = new BufferedSink(new ForcedSink(directory, "file"), 10);
        sink.write(new byte[15], 0, 15);
        sink.write(new byte[5], 0, 5);
        sink.close();
        assertThat(directory.list()).isEmpty();
    }
}
