package dev.grantlake.lance;

import dev.grantlake.lake.dataset.BinaryColumn;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.util.TransferPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Strings as they come out of Arrow's buffers. */
class BinaryCollectorTest {

    private final BufferAllocator allocator = new RootAllocator();
    private final BinaryCollector collector = new BinaryCollector();

    @AfterEach
    void everythingIsGivenBack() {
        allocator.close();
    }

    private VarBinaryVector vector(String... strings) {
        VarBinaryVector vector = new VarBinaryVector("key", allocator);
        for (int i = 0; i < strings.length; i++) {
            vector.setSafe(i, strings[i].getBytes(StandardCharsets.UTF_8));
        }
        vector.setValueCount(strings.length);
        return vector;
    }

    private void add(String... strings) {
        try (VarBinaryVector vector = vector(strings)) {
            collector.add(vector, strings.length);
        }
    }

    private List<String> collected() {
        BinaryColumn column = collector.build();
        return IntStream.range(0, column.count())
                .mapToObj(row -> new String(column.copy(row).toArray(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void nothing() {
        assertThat(collected()).isEmpty();
        add();
        assertThat(collected()).isEmpty();
    }

    @Test
    void oneBatch() {
        add("one", "", "three");
        assertThat(collected()).containsExactly("one", "", "three");
    }

    @Test
    void severalBatches() {
        add("one", "");
        add();
        add("", "two", "three");
        add("4");
        assertThat(collected()).containsExactly("one", "", "", "two", "three", "4");
    }

    @Test
    void aBatchThatIsPartOfAnother() {
        try (VarBinaryVector all = vector("one", "two", "three", "four")) {
            for (int from = 1; from < 3; from++) {
                TransferPair part = all.getTransferPair(allocator);
                part.splitAndTransfer(from, 2);
                try (VarBinaryVector two = (VarBinaryVector) part.getTo()) {
                    collector.add(two, 2);
                }
            }
        }
        assertThat(collected()).containsExactly("two", "three", "three", "four");
    }
}
