package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.testing.CountingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class ReadAheadFileTest {

    @Test
    void showsTheSameBytesForAsLongAsAnybodyLikes(Dice dice) {
        Bytes content = Bytes.wrap(dice.bytes(1000));
        MemoryVfs directory = new MemoryVfs("memory").put("file", content);
        for (int round = 0; round < Seeds.rounds(200); round++) {
            try (ReadAheadFile file = new ReadAheadFile(directory.open("file"), dice.between(1, 200))) {
                assertThat(file.size()).isEqualTo(1000);
                List<Bytes> expected = new ArrayList<>();
                List<Bytes> read = new ArrayList<>();
                int offset = 0;
                for (int i = 0; i < 50; i++) {
                    offset = dice.oneIn(8) || offset == 1000 ? dice.below(1000) : offset;
                    int length = dice.between(0, Math.min(100, 1000 - offset));
                    expected.add(content.slice(offset, length));
                    read.add(file.read(offset, length));
                    offset += length;
                }
                assertThat(read).isEqualTo(expected);
                assertThatThrownBy(() -> file.read(990, 11)).isInstanceOf(StorageException.class);
            }
        }
    }

    @Test
    void readsInOrderAreFew() {
        CountingVfs counted = new CountingVfs(new MemoryVfs("memory").put("file", Bytes.wrap(new byte[1000])));
        try (ReadAheadFile file = new ReadAheadFile(counted.open("file"), 300)) {
            for (int offset = 0; offset < 1000; offset += 10) {
                assertThat(file.read(offset, 10).length()).isEqualTo(10);
            }
        }
        assertThat(counted.total().reads()).isEqualTo(5);
    }
}
