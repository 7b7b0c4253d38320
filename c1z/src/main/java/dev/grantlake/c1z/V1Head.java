package dev.grantlake.c1z;

import java.util.OptionalLong;

/**
 * What the front of a v1 file says: the head of its zstd frame and that of the database in it.
 *
 * @param windowBytes what decoding keeps in memory
 * @param declaredBytes decoded size as the frame declares it; releases before v0.8.26 left it out
 * @param checksum whether the frame ends with a checksum of its content
 */
public record V1Head(long windowBytes, OptionalLong declaredBytes, boolean checksum, SqliteHeader database) {}
