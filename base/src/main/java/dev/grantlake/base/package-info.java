/**
 * The ground floor: what every stage of the road of a record needs and what knows nothing of keys, tables or grants.
 *
 * <ul>
 *   <li>{@link dev.grantlake.base.Bytes} owned and immutable, {@link dev.grantlake.base.ByteView} borrowed from a
 *       cursor, {@link dev.grantlake.base.ByteReader} to parse with bounds and places;
 *   <li>{@link dev.grantlake.base.StorageException} with its {@link dev.grantlake.base.StorageException.Kind} and
 *       {@link dev.grantlake.base.Location}, the only error that leaves a Grantlake library.
 * </ul>
 */
package dev.grantlake.base;
