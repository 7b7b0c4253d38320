package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;

/**
 * One record of a log, put together from its chunks.
 *
 * @param offset where its first chunk begins, in bytes from the start of the file
 * @param chunks how many it was cut into
 * @param payload a view of the block it lies in, or a fresh array if there was more than one chunk
 */
public record LogRecord(long offset, int chunks, Bytes payload) {}
