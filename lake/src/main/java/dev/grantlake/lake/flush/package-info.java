/**
 * When and how memtables become versions of the table: a {@link dev.grantlake.lake.flush.FlushTrigger rule}, a
 * {@link dev.grantlake.lake.flush.Flusher loop} that keeps it, and the {@link dev.grantlake.lake.flush.TableFlush
 * step}.
 */
package dev.grantlake.lake.flush;
