/**
 * Containers laid open for people: {@link dev.grantlake.c1z.inspect.EnvelopeReport} shows where in the file everything
 * lies, {@link dev.grantlake.c1z.inspect.ManifestReport} every field of the manifest. Both go as far into a damaged
 * file as they can, and both are data first and lines of text second.
 */
package dev.grantlake.c1z.inspect;
