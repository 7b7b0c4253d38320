/**
 * The containers of a sync: one file, {@code .c1z}, that holds the directory of an engine. Reading begins here:
 * {@link dev.grantlake.c1z.C1zFile} shows the payload of a v3 file as a read-only directory without unpacking it, and
 * {@link dev.grantlake.c1z.C1z} reads just the head. The engine takes over above the directory. Writing begins with
 * {@link dev.grantlake.c1z.C1zWriter}.
 *
 * <p>The format's page is {@code docs/formats/c1z3-envelope.md}.
 */
package dev.grantlake.c1z;
