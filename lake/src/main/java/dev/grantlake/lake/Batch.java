package dev.grantlake.lake;

import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A first part of a range.
 *
 * @param entries in ascending order
 * @param rest of the range, null if there is nothing behind
 */
public record Batch<T>(List<T> entries, @Nullable KeyRange rest) {

    public Batch {
        entries = List.copyOf(entries);
    }
}
