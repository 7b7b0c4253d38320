package dev.grantlake.store;

/**
 * What kind of artifact a store is; known without reading records.
 *
 * @param file the file as error messages name it
 * @param engine the engine that reads it, for example {@code pebble}
 * @param format the container's format, {@code v1} or {@code v3}
 * @param payloadEncoding {@code indexed_zstd}, {@code tar} or {@code tar_zstd}; empty where there is no such choice
 * @param interior the layout of the records as they are shown, for example {@code pebble3}; of a store that is shown
 *     migrated, the one that the migration makes
 * @param sizeBytes size of the file
 */
public record StoreMetadata(
        String file, String engine, String format, String payloadEncoding, String interior, long sizeBytes) {}
