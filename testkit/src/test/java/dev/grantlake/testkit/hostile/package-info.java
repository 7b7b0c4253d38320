/**
 * Damaged files, read from end to end: cut at every point, and with bits flipped. Whatever the damage, the records that
 * come out are those of the sound file or there is a {@link dev.grantlake.base.StorageException}, within stated bounds
 * of memory and processor time, in a JVM with a small heap.
 */
@NullMarked
package dev.grantlake.testkit.hostile;

import org.jspecify.annotations.NullMarked;
