package dev.grantlake.lake.dataset;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowBatchTest {

    private static final BinaryColumn TWO = column("a", "b");

    @Test
    @DisplayName("19.44 columns of another length than the rows are refused")
    void refusesColumnsOfAnotherLength() {
        RowBatch whole = new RowBatch(2, TWO, TWO, new boolean[2], new long[] {5, 6}, new long[2], new long[2]);
        assertThat(whole.seq(1)).isEqualTo(6);
        assertRefused(() -> new RowBatch(2, TWO, null, null, new long[1], null, null));
        assertRefused(() -> new RowBatch(2, TWO, null, null, new long[3], null, null));
        assertRefused(() -> new RowBatch(2, column("a"), null, null, null, null, null));
        assertRefused(() -> new RowBatch(2, TWO, column("a", "b", "c"), null, null, null, null));
        assertRefused(() -> new RowBatch(2, TWO, null, new boolean[1], null, null, null));
        assertRefused(() -> new RowBatch(2, TWO, null, null, null, new long[0], null));
        assertRefused(() -> new RowBatch(2, TWO, null, null, null, null, new long[1]));
    }

    private static void assertRefused(Runnable construction) {
        assertThatThrownBy(construction::run)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT));
    }

    private static BinaryColumn column(String... values) {
        BinaryColumnBuilder column = new BinaryColumnBuilder();
        for (String value : values) {
            Bytes bytes = Bytes.utf8(value);
            column.add(bytes.array(), bytes.offset(), bytes.length());
        }
        return column.build();
    }
}
