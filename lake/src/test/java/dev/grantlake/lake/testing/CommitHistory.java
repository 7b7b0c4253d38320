package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeEntry;
import dev.grantlake.lake.TimelineView;
import dev.grantlake.lake.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the users of a lake were told, by one after the other: its content after each commit that may be the last one of
 * it, and what its tag names. Belongs to one thread.
 */
public final class CommitHistory {

    static final String TAG = "kept";

    private record State(Map<Bytes, Bytes> content, long seq) {}

    /** What was there after each commit that had returned, from the last on that was durable. */
    private final List<State> told = new ArrayList<>(List.of(new State(Map.of(), 0)));

    /** What may be there although nobody was told so. */
    private final List<State> undecided = new ArrayList<>();

    /** Contents that the tag may name; null where it may not be there. */
    private final List<@Nullable Map<Bytes, Bytes>> tagged = new ArrayList<>();

    /** Of an empty lake. */
    public CommitHistory() {
        tagged.add(null);
    }

    /** The same, which goes on by itself. */
    public CommitHistory copy() {
        CommitHistory copy = new CommitHistory();
        copy.told.clear();
        copy.told.addAll(told);
        copy.undecided.addAll(undecided);
        copy.tagged.clear();
        copy.tagged.addAll(tagged);
        return copy;
    }

    private State last() {
        return told.get(told.size() - 1);
    }

    /** What the lake has to show while it is open. */
    public Map<Bytes, Bytes> shown() {
        return last().content();
    }

    /** A commit with this number is begun, after which there would be this. */
    void begun(Map<Bytes, Bytes> after, long seq) {
        undecided.add(new State(after, seq));
    }

    /** It was refused, and cannot be there. */
    void refused() {
        undecided.remove(undecided.size() - 1);
    }

    /** It has returned; what has failed before it cannot come any more. */
    void committed() {
        told.add(undecided.get(undecided.size() - 1));
        undecided.clear();
    }

    /** What is shown now is there for good. */
    public void lastIsDurable() {
        told.subList(0, told.size() - 1).clear();
    }

    /** The tag is about to be given to {@code content}, or to go if that is null. */
    void tagging(@Nullable Map<Bytes, Bytes> content) {
        tagged.add(content);
    }

    /** That has returned. */
    void tagged() {
        tagged.subList(0, tagged.size() - 1).clear();
    }

    /**
     * Checks a lake that was opened after whatever happened, be it a loss of power; from then on what it shows is
     * durable.
     */
    public void check(Lake lake) {
        List<State> possible = new ArrayList<>(told);
        possible.addAll(undecided);
        Map<Bytes, Bytes> content = content(lake);
        List<State> found = possible.stream()
                .filter(state -> state.content().equals(content))
                .toList();
        assertThat(found)
                .as("one of %s, of which there is %s", possible, content)
                .isNotEmpty();
        State state = found.get(found.size() - 1);
        assertThat(lake.stats().lastSeq()).as("numbers go on").isGreaterThanOrEqualTo(state.seq());
        told.clear();
        told.add(new State(content, lake.stats().lastSeq()));
        undecided.clear();
        if (tagged.stream().anyMatch(each -> each != null)) {
            checkTag(lake);
        }
    }

    private void checkTag(Lake lake) {
        Long version = lake.timeline().tags().get(TAG);
        Map<Bytes, Bytes> content = null;
        if (version != null) {
            content = new TreeMap<>();
            try (TimelineView view = lake.timeline().viewAt(version)) {
                for (LakeEntry entry : view.getRange(KeyRange.ALL)) {
                    content.put(entry.key(), entry.value());
                }
            }
        }
        assertThat(tagged).as("what the tag names").contains(content);
        tagged.clear();
        tagged.add(content);
    }

    /** Checks a lake that nothing has happened to but the end of its process: all that had returned is there. */
    public void checkAll(Lake lake) {
        lastIsDurable();
        check(lake);
    }

    /** All that the lake shows. */
    public static Map<Bytes, Bytes> content(Lake lake) {
        Map<Bytes, Bytes> content = new TreeMap<>();
        try (Transaction transaction = lake.begin(false);
                Cursor cursor = transaction.cursor(KeyRange.ALL)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                content.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return content;
    }
}
