package dev.grantlake.c1z;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.List;
import java.util.Optional;

/**
 * What the front of a v3 file says about it: the part that dispatch, planning and statistics need, read without the
 * payload, without protobuf classes and without zstd. Everything but {@code engine} and {@code payloadEncoding} is
 * advisory.
 *
 * <pre>
 * offset | size | field
 *      0 |    5 | magic 43 31 5a 33 00 ("C1Z3\0")
 *      5 |    4 | manifestLength, big-endian, at most 16 MiB
 *      9 |    n | manifest: protobuf c1.c1z.v3.C1ZManifestV3
 *  9 + n |    … | payload, to the end of the file
 * </pre>
 *
 * The format's page is {@code docs/formats/c1z3-envelope.md}.
 *
 * @param file the file as messages name it
 * @param manifestLength length of the manifest in bytes
 * @param engine the name of the engine that wrote the payload, known or not; empty if absent
 * @param engineSchemaVersion the engine's own format version, unsigned 32 bits; 0 if absent
 * @param payloadEncoding the number of the payload's encoding, known or not; 0 if absent
 * @param syncRuns the syncs in the file as the manifest repeats them, in its order
 * @param foldDeadBytes bytes that compaction left behind in the payload since the last rebuild
 * @param idIndexFormat the number of {@code c1.c1z.v3.PebbleIdIndexFormat}: 2 for structured identities, 1 for external
 *     ids, 0 for unknown
 * @param grantDigestRoot the digest over all grants, if it was built
 */
public record EnvelopeHead(
        String file,
        int manifestLength,
        String engine,
        long engineSchemaVersion,
        int payloadEncoding,
        List<SyncRunSummary> syncRuns,
        long foldDeadBytes,
        int idIndexFormat,
        Optional<GrantDigestRoot> grantDigestRoot) {

    /** Bytes before the manifest. */
    public static final int PREFIX_LENGTH = 9;

    /** Longest manifest that is read or written, in bytes. */
    public static final int MAX_MANIFEST_LENGTH = 16 << 20;

    public EnvelopeHead {
        syncRuns = List.copyOf(syncRuns);
    }

    /** Where the payload begins, in bytes from the start of the file. */
    public long payloadOffset() {
        return (long) PREFIX_LENGTH + manifestLength;
    }

    /**
     * How the records inside are keyed.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} if no engine of this name is known, {@code CORRUPT} if the
     *     manifest names none
     */
    public Interior interior() {
        return Interior.of(engine, manifest());
    }

    /**
     * How the payload is laid out.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} if the number is not a known one
     */
    public PayloadEncoding encoding() {
        return PayloadEncoding.of(payloadEncoding, manifest());
    }

    private Location manifest() {
        return new Location(file, PREFIX_LENGTH, "manifest");
    }
}
