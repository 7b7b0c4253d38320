/**
 * Versions of a dataset as readers have them: {@link dev.grantlake.lake.version.OpenVersion open}, pinned and counted,
 * read by way of a directory where there is one and by questions to the dataset where there is none; which of them
 * there are, and what a lake {@link dev.grantlake.lake.version.TableProperties writes down} with each.
 */
package dev.grantlake.lake.version;
