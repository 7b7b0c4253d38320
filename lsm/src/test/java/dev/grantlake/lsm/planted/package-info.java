/**
 * Bugs that are put into a copy of the sources to see whether the tests notice. Each is a file in
 * {@code src/test/resources/planted}.
 */
@NullMarked
package dev.grantlake.lsm.planted;

import org.jspecify.annotations.NullMarked;
