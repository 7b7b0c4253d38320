package dev.grantlake.c1z;

/**
 * A regular file in a tar archive.
 *
 * @param name its checked name
 * @param offset of its content, in bytes from the start of the archive
 * @param size in bytes
 */
record TarEntry(String name, long offset, long size) {}
