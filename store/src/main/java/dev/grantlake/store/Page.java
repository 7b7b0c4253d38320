package dev.grantlake.store;

import java.util.List;

/**
 * Some records of a listing, in its order.
 *
 * @param nextToken where the next page starts; empty at the end. A page that is full may be followed by an empty one.
 */
public record Page<T>(List<T> records, String nextToken) {

    public Page {
        records = List.copyOf(records);
    }

    public boolean last() {
        return nextToken.isEmpty();
    }
}
