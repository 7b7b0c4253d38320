package dev.grantlake.store.spi;

import java.util.function.Consumer;

/** A backend that can check what lies below its records, in ways that only its format knows. Thread-safe. */
public interface SelfChecking {

    /**
     * Checks what reading records does not show: the pages and indexes of the file, what stands beside records, and
     * what records refer to. Damage of one part keeps nobody from the others.
     *
     * @param faults is called for each fault, in the thread of the caller
     * @throws dev.grantlake.base.StorageException of kind {@code IO} and the like; damage is reported
     */
    void check(Consumer<StoredFault> faults);
}
