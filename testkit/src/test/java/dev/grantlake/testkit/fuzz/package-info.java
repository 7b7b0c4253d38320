/**
 * Fuzz targets, one class a format: any bytes give a result or a {@link dev.grantlake.base.StorageException}, in
 * bounded memory, and agree with an oracle where there is one. An ordinary test run replays the committed inputs;
 * {@code docs/TESTING.md} says how to search for new ones.
 */
@NullMarked
package dev.grantlake.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
