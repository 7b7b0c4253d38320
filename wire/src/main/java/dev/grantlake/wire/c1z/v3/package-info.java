/** The head of a v3 file and the index of its payload. From {@code c1/c1z/v3}. */
package dev.grantlake.wire.c1z.v3;
