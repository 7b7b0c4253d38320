package dev.grantlake.records.key;

import dev.grantlake.base.ByteView;

/** Whether a row on the way is one of the answers. Looks at the value only if the key does not tell. */
@FunctionalInterface
public interface RowTest {

    /** Every row. */
    RowTest ANY = (key, value) -> true;

    boolean test(ByteView key, ByteView value);

    default RowTest and(RowTest other) {
        if (this == ANY) {
            return other;
        }
        return other == ANY ? this : (key, value) -> test(key, value) && other.test(key, value);
    }
}
