/**
 * The bulk path: a fresh sync from put calls straight into the frames of a {@code .c1z}.
 *
 * <p>Rows come in in any order and leave in key order; in between they are kept as small as they go. An entitlement or
 * principal is kept once, under a number ({@link IdTable}); a grant is two numbers and what those do not imply
 * ({@link GrantLog}). When all is put, the ids are sorted and numbers become ranks, so that sorting grants is sorting
 * integers ({@link GrantRuns}), and so is deriving an index in another order ({@link PackedSorter}). What does not fit
 * in memory goes to unlinked scratch files.
 */
@org.jspecify.annotations.NullMarked
package dev.grantlake.pebble.bulk;
