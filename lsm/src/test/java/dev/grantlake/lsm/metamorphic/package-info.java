/**
 * Random operations, written down line by line, and carried out by everything that understands them: the model in
 * memory, our database, and Pebble. All have to give the same answers. {@link RandomLog} writes such a log,
 * {@link LogRun} carries it out, {@link PebbleProcess} has the Go peer do it. The lines are described in the peer's
 * README.
 */
@NullMarked
package dev.grantlake.lsm.metamorphic;

import org.jspecify.annotations.NullMarked;
