/** How far the dataset of a lake has come for certain: one small file, which is replaced as a whole. */
package dev.grantlake.lake.checkpoint;
