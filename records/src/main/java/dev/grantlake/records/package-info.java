/**
 * The record layer: the engine interface of the store over any ordered key-value reader.
 *
 * <p>{@link dev.grantlake.records.RecordStore} checks what the keys of a store say of themselves and opens its sync; a
 * question becomes an {@link dev.grantlake.records.key.AccessPath} in the keyspace, a scan walks it, and a codec makes
 * a lazy view of each row. The layout of keys and values is on the page docs/formats/records.md.
 */
package dev.grantlake.records;
