package dev.grantlake.lsm.bulk;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Before which keys blocks end; groups are the first letters of keys, and entries have as many bytes as said. */
class BlockCutsTest {

    private static final KeyGroups BY_LETTER = (array, offset, length) -> 1;

    @Test
    void aBlockEndsBehindALargeGroup() {
        assertThat(cuts(BY_LETTER, 20, "a1:10", "a2:10", "b1:10", "c1:20", "d1:10", "d2:9", "e1:10"))
                .containsExactly("a1 above 15", "b1", "c1 above 15", "d1", "e1 above 15");
    }

    @Test
    void aGroupNeedsItsWholePrefix() {
        assertThat(cuts((array, offset, length) -> 2, 20, "a1:10", "a2:30", "b2:10"))
                .containsExactly("b2");
    }

    @Test
    void aShorterPrefixIsAnotherGroup() {
        KeyGroups groups = (array, offset, length) -> array[offset + 1] == '1' ? 2 : 1;
        assertThat(cuts(groups, 20, "a1:20", "a2:20")).containsExactly("a2");
    }

    @Test
    void withoutGroupsOnlyLargeEntriesEndABlock() {
        assertThat(cuts(KeyGroups.NONE, 20, "a1:10", "a2:10", "a3:25", "a4:10")).containsExactly("a4");
    }

    /** Entries are written as key and size; the keys before which a block ends are given back, and from when on. */
    private static List<String> cuts(KeyGroups groups, int blockBytes, String... entries) {
        BlockCuts cuts = new BlockCuts(groups, blockBytes);
        byte[] table = new byte[1000];
        int at = 0;
        List<String> found = new ArrayList<>();
        for (String entry : entries) {
            String key = entry.substring(0, 2);
            int size = Integer.parseInt(entry.substring(3));
            System.arraycopy(key.getBytes(StandardCharsets.US_ASCII), 0, table, at, 2);
            int bytes = cuts.beforeNext(table, at, at + 2, at + size);
            if (bytes != BlockCuts.NONE) {
                found.add(bytes == BlockCuts.ANY ? key : key + " above " + bytes);
            }
            at += size;
        }
        return found;
    }
}
