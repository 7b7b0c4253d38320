/** Rewriting of tables: what is merged into which tables, when, and how fast. */
@org.jspecify.annotations.NullMarked
package dev.grantlake.lsm.compaction;
