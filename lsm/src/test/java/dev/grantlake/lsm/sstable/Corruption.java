package dev.grantlake.lsm.sstable;

import dev.grantlake.base.StorageException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** That bad input is refused as such. */
public final class Corruption {

    private Corruption() {}

    public static void assertCorrupt(String name, ThrowingCallable action) {
        assertRefused(name, StorageException.Kind.CORRUPT, action);
    }

    public static void assertUnsupported(String name, ThrowingCallable action) {
        assertRefused(name, StorageException.Kind.UNSUPPORTED, action);
    }

    public static void assertRefused(String name, StorageException.Kind kind, ThrowingCallable action) {
        assertThatThrownBy(action)
                .as(name)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).as(name).isEqualTo(kind));
    }
}
