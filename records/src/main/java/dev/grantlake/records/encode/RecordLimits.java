package dev.grantlake.records.encode;

/**
 * How large a record may be. What is larger is refused before it is written; all bounds are far above what connectors
 * send and far below what a reader takes.
 *
 * @param keyBytes the most bytes in a key, escapes and header included
 * @param assetBytes the most bytes of data in an asset
 * @param rowBytes the most bytes of a key and a value together, which the file's tables bound
 */
public record RecordLimits(int keyBytes, long assetBytes, int rowBytes) {

    /** Keys of 60 KiB, assets of 256 MiB, and rows of 280 MiB whatever they hold. */
    public static final RecordLimits DEFAULT = new RecordLimits(60 << 10, 256 << 20, 280 << 20);
}
