/** Replaces a sync in one store by what another store holds of it. */
package dev.grantlake.ops.compaction;
