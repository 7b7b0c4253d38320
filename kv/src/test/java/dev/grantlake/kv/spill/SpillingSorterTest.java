package dev.grantlake.kv.spill;

import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class SpillingSorterTest {

    @TempDir
    private Path folder;

    @Test
    void sortsByUnsignedKeyThenByValue() throws IOException {
        try (SpillingSorter sorter = new SpillingSorter(folder, 1 << 20)) {
            sorter.add(new byte[] {(byte) 0xff}, text("1"));
            sorter.add(new byte[] {1}, text("3"));
            sorter.add(new byte[] {1}, text("2"));
            sorter.add(new byte[] {}, text("4"));
            sorter.add(new byte[] {1, 0}, text("5"));
            assertThat(drain(sorter)).containsExactly("=4", "01=2", "01=3", "0100=5", "ff=1");
            assertThat(sorter.spilledBytes()).isZero();
        }
    }

    @Test
    void givesTheSameOrderWhateverSpills(Dice dice) throws IOException {
        List<byte[][]> pairs = new ArrayList<>();
        for (int i = 0; i < Seeds.rounds(3000); i++) {
            pairs.add(new byte[][] {dice.key(3, 6), dice.bytes(dice.below(40))});
        }
        List<String> expected = new ArrayList<>();
        pairs.stream()
                .sorted((a, b) -> {
                    int order = Arrays.compareUnsigned(a[0], b[0]);
                    return order != 0 ? order : Arrays.compareUnsigned(a[1], b[1]);
                })
                .forEach(pair -> expected.add(
                        HexFormat.of().formatHex(pair[0]) + "=" + new String(pair[1], StandardCharsets.UTF_8)));

        // Budgets from "everything fits" to "every pair is a run of its own", which takes three levels of merging.
        for (long budget : new long[] {1 << 20, 50_000, 2_000, 0}) {
            try (SpillingSorter sorter = new SpillingSorter(folder, budget)) {
                for (byte[][] pair : pairs) {
                    sorter.add(pair[0].clone(), pair[1].clone());
                }
                assertThat(drain(sorter)).as("budget " + budget).isEqualTo(expected);
                assertThat(sorter.spilledBytes() > 0).isEqualTo(budget < 1 << 20);
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void takesPairsLargerThanItsBuffers(Dice dice) throws IOException {
        byte[] large = dice.bytes(700_000);
        try (SpillingSorter sorter = new SpillingSorter(folder, 1000)) {
            sorter.add(text("b"), large.clone());
            sorter.add(large.clone(), text("x"));
            sorter.add(text("a"), text("y"));
            List<Integer> lengths = new ArrayList<>();
            sorter.drainTo((key, value) -> {
                lengths.add(value.length);
                if (value.length > 1) {
                    assertThat(value).isEqualTo(large);
                }
            });
            assertThat(lengths).hasSize(3).contains(700_000);
        }
    }

    @Test
    void canBeFilledAgainAfterItWasDrained() throws IOException {
        try (SpillingSorter sorter = new SpillingSorter(folder, 0)) {
            sorter.add(text("b"), text(""));
            sorter.add(text("a"), text(""));
            assertThat(drain(sorter)).hasSize(2);
            assertThat(sorter.isEmpty()).isTrue();
            sorter.add(text("c"), text(""));
            assertThat(sorter.isEmpty()).isFalse();
            assertThat(drain(sorter)).containsExactly("63=");
        }
    }

    @Test
    void namesTheFolderItCannotWriteTo() {
        Path missing = folder.resolve("missing");
        try (SpillingSorter sorter = new SpillingSorter(missing, 0)) {
            assertThatThrownBy(() -> sorter.add(text("a"), text("b")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("missing")
                    .hasMessageContaining("scratch file");
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> drain(SpillingSorter sorter) throws IOException {
        List<String> drained = new ArrayList<>();
        sorter.drainTo((key, value) ->
                drained.add(HexFormat.of().formatHex(key) + "=" + new String(value, StandardCharsets.UTF_8)));
        return drained;
    }
}
