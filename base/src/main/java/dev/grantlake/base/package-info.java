/**
 * The ground floor: what every stage of the road of a record needs and what knows nothing of keys, tables or grants.
 *
 * <ul>
 *   <li>{@link dev.grantlake.base.Bytes} owned and immutable, {@link dev.grantlake.base.ByteView} borrowed from a
 *       cursor, {@link dev.grantlake.base.ByteReader} to parse with bounds and places,
 *       {@link dev.grantlake.base.ByteSink} to write; for loops that have proved their bounds
 *       {@link dev.grantlake.base.Varint}, {@link dev.grantlake.base.LittleEndian} and
 *       {@link dev.grantlake.base.BigEndian};
 *   <li>{@link dev.grantlake.base.Crc32c} and {@link dev.grantlake.base.XxHash64} to check,
 *       {@link dev.grantlake.base.Snappy}, {@link dev.grantlake.base.MinLz} and {@link dev.grantlake.base.Zstd} to
 *       decode, with {@link dev.grantlake.base.ZstdReader} for streams;
 *   <li>{@link dev.grantlake.base.BufferCache} for what is decoded, {@link dev.grantlake.base.ReadMetrics} for what it
 *       cost, {@link dev.grantlake.base.AnnotatedDump} to show bytes with their meaning;
 *   <li>{@link dev.grantlake.base.StorageException} with its {@link dev.grantlake.base.StorageException.Kind} and
 *       {@link dev.grantlake.base.Location}, the only error that leaves a Grantlake library.
 * </ul>
 */
package dev.grantlake.base;
