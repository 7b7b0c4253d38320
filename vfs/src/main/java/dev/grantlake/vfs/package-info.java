/**
 * The only door to files: {@link dev.grantlake.vfs.Vfs} names a flat directory, {@link dev.grantlake.vfs.ReadableFile}
 * an open file in it. Disk, memory and read-only views over something else (the frames of a container) look the same to
 * whoever reads, so the engine never knows whether a table lies in a directory or inside a {@code .c1z}.
 * {@link dev.grantlake.vfs.WritableVfs} is a directory that can be changed, and says what is on disk when.
 * {@link dev.grantlake.vfs.ScratchFile} takes what is too large for memory.
 */
package dev.grantlake.vfs;
