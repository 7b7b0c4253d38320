package dev.grantlake.c1z;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;

/** Reads the front of a v3 file, up to the payload; the layout is that of {@link EnvelopeHead}. */
final class EnvelopeReader {

    private EnvelopeReader() {}

    /**
     * The bytes of the manifest, unparsed.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for a v1 file, {@code CORRUPT} for all else that is not v3,
     *     is cut, or claims a manifest above the cap
     */
    static Bytes manifest(SourceFile source) {
        checkMagic(source);
        Bytes length = source.readPart(C1zKind.MAGIC_LENGTH, Integer.BYTES, "manifest length");
        long claimed = BigEndian.getInt(length.array(), length.offset()) & 0xffff_ffffL;
        if (claimed > EnvelopeHead.MAX_MANIFEST_LENGTH) {
            throw StorageException.corrupt(
                    source.at(C1zKind.MAGIC_LENGTH, "manifest length"),
                    "at most " + EnvelopeHead.MAX_MANIFEST_LENGTH + " bytes",
                    Long.toString(claimed));
        }
        return source.readPart(EnvelopeHead.PREFIX_LENGTH, (int) claimed, "manifest");
    }

    private static void checkMagic(SourceFile source) {
        Bytes start = source.read(0, (int) Math.min(C1zKind.MAGIC_LENGTH, source.size()));
        switch (C1zKind.of(start)) {
            case V3 -> {
                // What this reader is for.
            }
            case V1 ->
                throw StorageException.unsupported(
                        source.at(0, "magic"),
                        "a v1 file (a SQLite database in a zstd stream) where a v3 file is needed");
            case EMPTY -> throw StorageException.corrupt(source.at(0, "magic"), "a c1z file", "an empty file");
            case TOO_SHORT ->
                throw StorageException.corrupt(
                        source.at(0, "magic"),
                        C1zKind.MAGIC_LENGTH + " bytes",
                        "the end of the file after " + start.length());
            case UNKNOWN ->
                throw StorageException.corrupt(
                        source.at(0, "magic"), C1zKind.V3_MAGIC + " or " + C1zKind.V1_MAGIC, start.toString());
        }
    }

    static EnvelopeHead head(SourceFile source) {
        return HeadDecoder.decode(manifest(source), source.description());
    }
}
