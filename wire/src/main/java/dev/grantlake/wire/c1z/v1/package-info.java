/** The annotation that selects a sync, and the difference of two syncs. From {@code c1/c1z/v1}. */
package dev.grantlake.wire.c1z.v1;
