/**
 * The public API: open a store, pick a sync, read who has access to what; or write a sync to a new file.
 *
 * <p>{@link dev.grantlake.store.Grantlake} opens a {@link dev.grantlake.store.Store}; a
 * {@link dev.grantlake.store.Sync} is one snapshot in it; its facets ({@link dev.grantlake.store.Grants},
 * {@link dev.grantlake.store.Resources}, …) give single records and {@link dev.grantlake.store.Listing}s, which are
 * read page by page or as streams. Records are lazy views; {@code toMessage()} makes the connector message of one.
 *
 * <p>{@link dev.grantlake.store.Grantlake#create} begins a new file, and a {@link dev.grantlake.store.SyncWriter} takes
 * the records for it.
 *
 * <p>Nothing here knows a file format: engines stand behind {@code dev.grantlake.store.spi} and are found by
 * {@link java.util.ServiceLoader}. What holds for every engine (which sync a read sees, what a page token means) is
 * decided here, once.
 */
package dev.grantlake.store;
