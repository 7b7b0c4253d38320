/**
 * Directories for the tests of other modules: they count, fail on purpose and tell leaks. And
 * {@link dev.grantlake.vfs.testing.VfsContract}, which every {@link dev.grantlake.vfs.Vfs} keeps.
 */
@NullMarked
package dev.grantlake.vfs.testing;

import org.jspecify.annotations.NullMarked;
