package dev.grantlake.c1z;

/**
 * A file in a payload, as its table of contents has it.
 *
 * @param name relative, with slashes between segments
 * @param offset where its frame or its content begins, in bytes from the start of the container; for
 *     {@link PayloadEncoding#TAR_ZSTD} from the start of the decoded archive
 * @param size of the content in bytes
 */
public record PayloadFile(String name, long offset, long size) {}
