package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

/**
 * One row of a {@link FrameTable}: where the frame of a payload file lies and what must come out of it.
 *
 * @param name the file's name in the payload
 * @param offset of the frame, in bytes from the start of the container
 * @param compressedSize length of the frame in bytes, at least 1
 * @param rawSize length of the decoded file in bytes
 * @param rawXxh64 XXH64 with seed 0 of the decoded file, checked whenever the frame is decoded
 * @param rawSha256 SHA-256 of the decoded file, 32 bytes; for tools, not checked on reading
 */
public record FrameEntry(String name, long offset, long compressedSize, long rawSize, long rawXxh64, Bytes rawSha256) {}
