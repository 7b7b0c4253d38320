package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A half-open range of keys in unsigned byte order.
 *
 * @param from the first key inside, or null for no lower bound
 * @param to the first key outside, or null for no upper bound
 */
public record KeyRange(@Nullable Bytes from, @Nullable Bytes to) {

    /** Every key. */
    public static final KeyRange ALL = new KeyRange(null, null);

    /** All keys that start with {@code prefix}. */
    public static KeyRange prefix(Bytes prefix) {
        return new KeyRange(prefix, successor(prefix));
    }

    /** The same range without the keys up to and including {@code key}. */
    public KeyRange after(Bytes key) {
        Bytes next = key.plus(Bytes.wrap(new byte[1]));
        return from != null && from.compareTo(next) >= 0 ? this : new KeyRange(next, to);
    }

    /** Where a walk up begins that is asked to begin at {@code key}: there, or where the range does. */
    public Bytes startAt(Bytes key) {
        return from != null && key.compareTo(from) < 0 ? from : key;
    }

    /** Where a walk down begins that is asked to begin before {@code key}: there, or where the range ends. */
    public Bytes endAt(Bytes key) {
        return to != null && key.compareTo(to) > 0 ? to : key;
    }

    public boolean contains(Bytes key) {
        return (from == null || from.compareTo(key) <= 0) && (to == null || key.compareTo(to) < 0);
    }

    /** Whether no key at all lies inside. */
    public boolean isEmpty() {
        return to != null && (from == null ? to.isEmpty() : from.compareTo(to) >= 0);
    }

    /** The least key greater than every key with this prefix, or null if there is none (empty, or all 0xff). */
    private static @Nullable Bytes successor(Bytes prefix) {
        byte[] key = prefix.toArray();
        for (int i = key.length - 1; i >= 0; i--) {
            if (key[i] != (byte) 0xff) {
                key[i]++;
                return Bytes.wrap(Arrays.copyOf(key, i + 1));
            }
        }
        return null;
    }
}
