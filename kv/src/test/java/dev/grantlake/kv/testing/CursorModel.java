package dev.grantlake.kv.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** A cursor over a sorted list, as plain as can be: every move looks at every entry. */
final class CursorModel {

    private final List<Map.Entry<Bytes, Bytes>> entries;
    private int index = -1;

    /** Over those of {@code entries}, in order, that lie in {@code range}. */
    CursorModel(List<Map.Entry<Bytes, Bytes>> entries, KeyRange range) {
        this.entries =
                entries.stream().filter(entry -> range.contains(entry.getKey())).toList();
    }

    /** The present entry, or null. */
    Map.@Nullable Entry<Bytes, Bytes> entry() {
        return index < 0 ? null : entries.get(index);
    }

    void first() {
        moveTo(0);
    }

    void last() {
        moveTo(entries.size() - 1);
    }

    void seekGe(Bytes key) {
        int target = 0;
        while (target < entries.size() && entries.get(target).getKey().compareTo(key) < 0) {
            target++;
        }
        moveTo(target);
    }

    void seekLt(Bytes key) {
        int target = entries.size() - 1;
        while (target >= 0 && entries.get(target).getKey().compareTo(key) >= 0) {
            target--;
        }
        moveTo(target);
    }

    void next() {
        moveTo(index < 0 ? -1 : index + 1);
    }

    void prev() {
        moveTo(index < 0 ? -1 : index - 1);
    }

    private void moveTo(int target) {
        index = target < entries.size() ? target : -1;
    }
}
