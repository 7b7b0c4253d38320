package dev.grantlake.records.encode;

/**
 * How large a record may be. What is larger is refused before it is written; both bounds are far above what connectors
 * send and far below what a reader takes.
 *
 * @param keyBytes the most bytes in a key, escapes and header included
 * @param assetBytes the most bytes of data in an asset
 */
public record RecordLimits(int keyBytes, int assetBytes) {

    /** Keys of 60 KiB and assets of 256 MiB. */
    public static final RecordLimits DEFAULT = new RecordLimits(60 << 10, 256 << 20);
}
