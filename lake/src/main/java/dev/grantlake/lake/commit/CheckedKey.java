package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;

/**
 * A key that nobody else may have changed.
 *
 * @param readSeq the last commit that was seen when the transaction looked
 */
public record CheckedKey(Bytes key, long readSeq) {}
