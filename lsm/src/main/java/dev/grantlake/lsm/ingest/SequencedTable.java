package dev.grantlake.lsm.ingest;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A table whose keys have no sequence number of their own, under one that the manifest gives to all of them. */
final class SequencedTable {

    private SequencedTable() {}

    static TableMetadata of(TableMetadata table, long sequence) {
        return new TableMetadata(
                table.number(),
                table.size(),
                bounds(table.points(), sequence),
                bounds(table.rangeKeys(), sequence),
                sequence,
                sequence,
                table.creationTime(),
                false,
                0,
                Bytes.EMPTY,
                Bytes.EMPTY,
                List.of());
    }

    private static @Nullable KeyBounds bounds(@Nullable KeyBounds bounds, long sequence) {
        return bounds == null
                ? null
                : new KeyBounds(
                        numbered(bounds.smallest(), sequence),
                        bounds.largestExcluded() ? bounds.largest() : numbered(bounds.largest(), sequence));
    }

    private static InternalKey numbered(InternalKey key, long sequence) {
        return new InternalKey(key.userKey(), Trailer.withSequence(key.trailer(), sequence));
    }
}
