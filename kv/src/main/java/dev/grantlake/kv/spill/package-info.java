/**
 * Sorted keys and values that are too many for memory, in scratch files: {@link dev.grantlake.kv.spill.SpillingSorter}
 * puts them in order, {@link dev.grantlake.kv.spill.SortedRun} keeps them to be read.
 */
package dev.grantlake.kv.spill;
