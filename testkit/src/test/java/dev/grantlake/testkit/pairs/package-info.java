/**
 * The same records in files of both formats: the engines agree through the API, except where it is decided otherwise.
 */
@NullMarked
package dev.grantlake.testkit.pairs;

import org.jspecify.annotations.NullMarked;
