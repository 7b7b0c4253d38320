package dev.grantlake.records.row;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A small, forgetful memory of what was decoded from short byte strings that come again and again: type ids, the
 * entitlement of a thousand grants in a row. Thread-safe.
 *
 * <p>Implementation note. A slot is replaced, never changed, and holds an object with final fields only; so the plain
 * array needs no lock, and a race costs at most a second decoding. The last hit is tried first: in a scan it answers
 * nearly always, with one comparison and no hash.
 */
public final class InternTable<V> {

    /** Makes the value of some bytes: a pure function, but for the place that it names in an error. */
    @FunctionalInterface
    public interface Decoder<V> {
        V decode(Bytes encoded, Origin origin);
    }

    private record Slot<V>(Bytes encoded, V value) {}

    private static final int SIZE = 1 << 8;
    private static final int LONGEST = 256;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final @Nullable Slot<V>[] slots = new Slot[SIZE];

    private final Decoder<V> decoder;
    private @Nullable Slot<V> last;

    public InternTable(Decoder<V> decoder) {
        this.decoder = decoder;
    }

    /** A table of texts. */
    public static InternTable<String> ofTexts() {
        return new InternTable<>(Utf8::decode);
    }

    /** The value of {@code encoded}, remembered or decoded. */
    public V get(Bytes encoded, Origin origin) {
        Slot<V> recent = last;
        if (recent != null && recent.encoded.equals(encoded)) {
            return recent.value;
        }
        if (encoded.length() > LONGEST) {
            return decoder.decode(encoded, origin);
        }
        int hash = encoded.hashCode();
        int index = (hash ^ hash >>> 16) & (SIZE - 1);
        Slot<V> slot = slots[index];
        if (slot == null || !slot.encoded.equals(encoded)) {
            // A copy, so that the memory does not pin the block in which the bytes were found.
            Bytes own = Bytes.copyOf(encoded.array(), encoded.offset(), encoded.length());
            slot = new Slot<>(own, decoder.decode(own, origin));
            slots[index] = slot;
        }
        last = slot;
        return slot.value;
    }
}
