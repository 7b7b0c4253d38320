/**
 * What several threads may do at once with the parts of a database, tried in many orders. The operations of each part
 * lie in its own package.
 */
@NullMarked
package dev.grantlake.lsm.lincheck;

import org.jspecify.annotations.NullMarked;
