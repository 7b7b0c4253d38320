package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class ByteArenaTest {

    private final ByteArena arena = new ByteArena();

    @Test
    void showsWhatWasPutInForGood(Dice dice) {
        Map<Long, Bytes> put = new LinkedHashMap<>();
        for (int i = 0; i < 5000; i++) {
            Bytes bytes = Bytes.wrap(dice.bytes(dice.oneIn(100) ? dice.between(30_000, 40_000) : dice.between(1, 300)));
            put.put(arena.put(bytes), bytes);
        }
        ByteView view = new ByteView();
        assertThat(put).as("addresses of their own").hasSize(5000);
        put.forEach((address, bytes) -> {
            arena.show(address, bytes.length(), view);
            assertThat(view.copy()).isEqualTo(bytes);
            assertThat(arena.detached(address, bytes.length())).isEqualTo(bytes);
        });
    }

    @Test
    void whatIsLargeIsNotCopiedAndWhatIsSmallHoldsNothingElse() {
        Bytes large = Bytes.wrap(new byte[100_000], 10, 50_000);
        assertThat(arena.detached(arena.put(large), large.length()).array()).isSameAs(large.array());
        Bytes small = Bytes.utf8("small");
        assertThat(arena.detached(arena.put(small), small.length()).array()).hasSize(small.length());
        assertThat(arena.detached(arena.put(Bytes.EMPTY), 0)).isEqualTo(Bytes.EMPTY);
    }
}
