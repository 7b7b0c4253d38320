/**
 * Directories for the tests of other modules: they count, note what is done to them, fail on purpose, forget what was
 * not forced, and tell leaks. And {@link dev.grantlake.vfs.testing.VfsContract}, which every
 * {@link dev.grantlake.vfs.Vfs} keeps, with {@link dev.grantlake.vfs.testing.WritableVfsContract} for those that can be
 * changed.
 */
@NullMarked
package dev.grantlake.vfs.testing;

import org.jspecify.annotations.NullMarked;
