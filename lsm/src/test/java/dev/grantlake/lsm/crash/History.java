package dev.grantlake.lsm.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The content of a store after each of its steps, a step being a commit or a replacement. Every step writes its number
 * under {@link #STEP}, so what is left of a store says by itself which one it is; then all of it has to be there, and
 * nothing else. Thread-safe.
 */
final class History {

    static final Bytes STEP = Bytes.utf8("step");

    /** By step, what can be its outcome: several where attempts failed, and nobody knows which one is left. */
    private final List<List<SortedMap<Bytes, Bytes>>> contents = new ArrayList<>();

    private final int first;
    private int durable;

    /** One that begins with a store of this content, which has to be left. */
    History(SortedMap<Bytes, Bytes> start) {
        this.first = stepOf(start);
        this.durable = first;
        begin(start);
    }

    /** What a step writes under {@link #STEP}. */
    static Bytes numbered(int step) {
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(0, step).array());
    }

    /** The step that these entries say they are the outcome of. */
    static int stepOf(SortedMap<Bytes, Bytes> entries) {
        Bytes number = entries.get(STEP);
        return number == null ? 0 : ByteBuffer.wrap(number.toArray()).getInt();
    }

    /** The number of the last step that was begun. */
    synchronized int begun() {
        return first + contents.size() - 1;
    }

    /** The number of the last step that has to be left, whatever happens. */
    synchronized int durable() {
        return durable;
    }

    /** The content after the last step, where that is known. */
    synchronized SortedMap<Bytes, Bytes> last() {
        List<SortedMap<Bytes, Bytes>> outcomes = contents.get(begun() - first);
        assertThat(outcomes).hasSize(1);
        return new TreeMap<>(outcomes.get(0));
    }

    /** From now on, a further step with this outcome may be left. */
    synchronized void begin(SortedMap<Bytes, Bytes> outcome) {
        contents.add(new ArrayList<>(List.of(outcome)));
    }

    /** From now on, the last step may be left with this outcome, too. */
    synchronized void beginAgain(SortedMap<Bytes, Bytes> outcome) {
        contents.get(begun() - first).add(outcome);
    }

    /** The last step has this outcome and no other. */
    synchronized void settle(SortedMap<Bytes, Bytes> outcome) {
        contents.set(begun() - first, new ArrayList<>(List.of(new TreeMap<>(outcome))));
    }

    /** From now on, all steps that were begun have to be left. */
    synchronized void allDurable() {
        durable = begun();
    }

    /** A store was opened and shows this: what came after it has not happened. */
    synchronized void goOnFrom(SortedMap<Bytes, Bytes> shown) {
        int step = stepOf(shown);
        contents.subList(step - first + 1, contents.size()).clear();
        settle(shown);
    }

    /** Fails unless a reader shows all steps from the first one to some step within these; says what it shows. */
    SortedMap<Bytes, Bytes> require(KeyValueReader reader, int least, int most, Object story) {
        SortedMap<Bytes, Bytes> shown = entriesOf(reader);
        int step = stepOf(shown);
        if (step < least || step > most) {
            assertThat(step).as("steps that are left, after%n%s", story).isBetween(least, most);
        }
        List<SortedMap<Bytes, Bytes>> outcomes;
        synchronized (this) {
            outcomes = List.copyOf(contents.get(step - first));
        }
        if (!outcomes.contains(shown)) {
            assertThat(shown).as("step %d of %d, after%n%s", step, most, story).isEqualTo(outcomes.get(0));
        }
        return shown;
    }

    static SortedMap<Bytes, Bytes> entriesOf(KeyValueReader reader) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
            assertThat(reader.get(entry.getKey())).as("get %s", entry.getKey()).isEqualTo(entry.getValue());
        }
        return entries;
    }
}
