package dev.grantlake.lake.read;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.memtable.Memtable.Deleted;
import dev.grantlake.lake.memtable.Memtable.Value;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class PendingTest {

    private final Pending pending = new Pending();

    @Test
    @DisplayName("19.54 set and delete, and the last of a key counts; values and deletions in order")
    void theLastOperationOfAKeyCounts() {
        assertThat(pending.isEmpty()).isTrue();
        assertThat(pending.get(bytes("a"))).isNull();
        pending.set(bytes("b"), bytes("1"));
        assertThat(pending.get(bytes("b"))).isEqualTo(new Value(bytes("1")));
        pending.delete(bytes("b"));
        assertThat(pending.get(bytes("b"))).isEqualTo(Deleted.DELETED);
        assertThat(pending.value(bytes("b"))).isNull();
        pending.delete(bytes("a"));
        pending.set(bytes("a"), Bytes.EMPTY);
        assertThat(operations(pending)).containsExactly("a=", "b deleted");
        assertThat(pending.size()).isEqualTo(2);
    }

    @Test
    @DisplayName("19.54 a copy for a savepoint shares nothing that changes")
    void aCopySharesNothing() {
        pending.set(bytes("a"), bytes("1"));
        Pending copy = pending.copy();
        pending.delete(bytes("a"));
        copy.set(bytes("b"), bytes("2"));
        assertThat(operations(pending)).containsExactly("a deleted");
        assertThat(operations(copy)).containsExactly("a=1", "b=2");
    }

    private static List<String> operations(Pending pending) {
        List<String> operations = new ArrayList<>();
        pending.forEach(
                (key, value) -> operations.add(key.toUtf8() + (value == null ? " deleted" : "=" + value.toUtf8())));
        return operations;
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }
}
