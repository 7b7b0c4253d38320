package dev.grantlake.testkit.fuzz;

import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Allocation;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A read of untrusted bytes, held to what is promised of it: it gives a result or a {@link StorageException}, and what
 * it allocates stays in proportion to the bytes. Every other exception, and every error, goes through to the caller.
 */
final class HostileRead {

    /** What a read may allocate, whatever it reads. */
    private static final long FIXED_BYTES = 64L << 20;

    /** What it may allocate for each byte that it reads. */
    private static final long PER_BYTE = 8;

    private HostileRead() {}

    /** What {@code read} gives for an input of {@code inputLength} bytes, or null if it refuses it. */
    static <T> @Nullable T of(int inputLength, Supplier<T> read) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        long limit = FIXED_BYTES + PER_BYTE * inputLength;
        // The first of all reads loads classes, which a fuzzer rewrites while they are loaded.
        if (bytesAllocated(read, result) > limit) {
            assertThat(bytesAllocated(read, result))
                    .as("bytes allocated for an input of %d", inputLength)
                    .isLessThanOrEqualTo(limit);
        }
        return result.get();
    }

    private static <T> long bytesAllocated(Supplier<T> read, AtomicReference<@Nullable T> result) {
        Allocation cost = Allocation.of(() -> {
            try {
                result.set(read.get());
            } catch (StorageException refused) {
                result.set(null);
            }
        });
        return cost.bytes();
    }
}
