package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

/**
 * The digest over all grants of a file, as the manifest repeats it. A manifest without one says "not built or
 * invalidated", never "no grants".
 *
 * @param xorDigest 8 bytes if valid
 * @param count the number of grants
 * @param abiVersion 1 for the only known way to compute the digest
 */
public record GrantDigestRoot(Bytes xorDigest, long count, int abiVersion) {}
