package dev.grantlake.c1z;

import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Bounds for reading a container. The defaults and the names of the variables are Go's.
 *
 * @param maxDecodedBytes most bytes that a payload may decode to; empty for {@link #DEFAULT_MAX_DECODED_BYTES} or 100
 *     times the size of the file, whichever is more
 * @param maxWindowBytes most bytes that a zstd frame may make its decoder keep: its window, or for a frame of one
 *     segment its content
 * @param checkSizesFirst whether a payload that claims too much is refused before anything is decoded; without it only
 *     what is really decoded counts
 * @param maxHeapFileBytes largest payload file that is decoded into memory; larger ones go to a temporary file
 * @param checkManifestHash whether a manifest is refused that the frame index was not written for; without it,
 *     {@link C1zFile#requireManifest} has the last word
 */
public record C1zReadOptions(
        OptionalLong maxDecodedBytes,
        long maxWindowBytes,
        boolean checkSizesFirst,
        int maxHeapFileBytes,
        boolean checkManifestHash) {

    /** 10 GiB. */
    public static final long DEFAULT_MAX_DECODED_BYTES = 10L << 30;

    /** 128 MiB. */
    public static final long DEFAULT_MAX_WINDOW_BYTES = 128L << 20;

    /** 16 MiB. */
    public static final int DEFAULT_MAX_HEAP_FILE_BYTES = 16 << 20;

    private static final String MAX_DECODED_VARIABLE = "BATON_DECODER_MAX_DECODED_SIZE_MB";
    private static final String MAX_MEMORY_VARIABLE = "BATON_DECODER_MAX_MEMORY_MB";
    private static final int DEFAULT_RATIO = 100;
    private static final int MIB_SHIFT = 20;

    public C1zReadOptions {
        if (maxDecodedBytes.isPresent() && maxDecodedBytes.getAsLong() <= 0) {
            throw new IllegalArgumentException("maxDecodedBytes " + maxDecodedBytes.getAsLong());
        }
        if (maxWindowBytes <= 0) {
            throw new IllegalArgumentException("maxWindowBytes " + maxWindowBytes);
        }
        if (maxHeapFileBytes < 0) {
            throw new IllegalArgumentException("maxHeapFileBytes " + maxHeapFileBytes);
        }
    }

    /** What a reader uses that was told nothing. */
    public static C1zReadOptions defaults() {
        return new C1zReadOptions(
                OptionalLong.empty(), DEFAULT_MAX_WINDOW_BYTES, true, DEFAULT_MAX_HEAP_FILE_BYTES, true);
    }

    /**
     * The defaults, changed by the variables that Go's reader obeys: {@code BATON_DECODER_MAX_DECODED_SIZE_MB},
     * {@code BATON_DECODER_MAX_MEMORY_MB} (decimal MiB; empty, malformed, zero and overlong values are ignored) and
     * {@code BATON_DISABLE_FCS_FAIL_FAST} ({@code 1} or not).
     */
    public static C1zReadOptions fromEnvironment(Map<String, String> environment) {
        OptionalLong decoded = mebibytes(environment.get(MAX_DECODED_VARIABLE));
        OptionalLong window = mebibytes(environment.get(MAX_MEMORY_VARIABLE));
        return new C1zReadOptions(
                decoded,
                window.orElse(DEFAULT_MAX_WINDOW_BYTES),
                !"1".equals(environment.get("BATON_DISABLE_FCS_FAIL_FAST")),
                DEFAULT_MAX_HEAP_FILE_BYTES,
                true);
    }

    /**
     * As {@link #fromEnvironment}, for a v1 file: there Go takes a limit of zero for an error.
     *
     * @throws StorageException of kind {@code INVALID_ARGUMENT} for a limit of zero
     */
    public static C1zReadOptions forV1(Map<String, String> environment) {
        for (String name : List.of(MAX_DECODED_VARIABLE, MAX_MEMORY_VARIABLE)) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty() && value.chars().allMatch(c -> c == '0')) {
                throw new StorageException(
                        StorageException.Kind.INVALID_ARGUMENT, name + " is " + value + ", which allows nothing");
            }
        }
        return fromEnvironment(environment);
    }

    private static OptionalLong mebibytes(@Nullable String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > 19
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text);
            return value == 0 || value > Long.MAX_VALUE >> MIB_SHIFT
                    ? OptionalLong.empty()
                    : OptionalLong.of(value << MIB_SHIFT);
        } catch (NumberFormatException tooLong) {
            return OptionalLong.empty();
        }
    }

    public C1zReadOptions withMaxDecodedBytes(long bytes) {
        return new C1zReadOptions(
                OptionalLong.of(bytes), maxWindowBytes, checkSizesFirst, maxHeapFileBytes, checkManifestHash);
    }

    public C1zReadOptions withMaxWindowBytes(long bytes) {
        return new C1zReadOptions(maxDecodedBytes, bytes, checkSizesFirst, maxHeapFileBytes, checkManifestHash);
    }

    public C1zReadOptions withCheckSizesFirst(boolean first) {
        return new C1zReadOptions(maxDecodedBytes, maxWindowBytes, first, maxHeapFileBytes, checkManifestHash);
    }

    public C1zReadOptions withMaxHeapFileBytes(int bytes) {
        return new C1zReadOptions(maxDecodedBytes, maxWindowBytes, checkSizesFirst, bytes, checkManifestHash);
    }

    public C1zReadOptions withCheckManifestHash(boolean check) {
        return new C1zReadOptions(maxDecodedBytes, maxWindowBytes, checkSizesFirst, maxHeapFileBytes, check);
    }

    /** The bound on decoded bytes for a file of this size. */
    long maxDecodedBytes(long fileSize) {
        return maxDecodedBytes.orElse(Math.max(
                DEFAULT_MAX_DECODED_BYTES,
                fileSize > Long.MAX_VALUE / DEFAULT_RATIO ? Long.MAX_VALUE : fileSize * DEFAULT_RATIO));
    }
}
