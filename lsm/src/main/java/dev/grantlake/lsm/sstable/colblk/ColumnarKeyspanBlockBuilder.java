package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.KeyspanBlockBuilder;
import dev.grantlake.lsm.sstable.block.Span;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Builds a columnar range-deletion or range-key block; the counterpart of {@link ColumnarKeyspanBlock}. Belongs to one
 * thread.
 */
public final class ColumnarKeyspanBlockBuilder implements KeyspanBlockBuilder {

    private final BytesColumnBuilder boundaries = new BytesColumnBuilder();
    private final UintColumnBuilder firstKeys = new UintColumnBuilder();
    private final UintColumnBuilder trailers = new UintColumnBuilder();
    private final BytesColumnBuilder suffixes = new BytesColumnBuilder();
    private final BytesColumnBuilder values = new BytesColumnBuilder();
    private final ColumnarBlockBuilder block = new ColumnarBlockBuilder(
            ColumnarLayout.KEYSPAN, List.of(boundaries, firstKeys, trailers, suffixes, values));
    private @Nullable Span last;
    private int keys;
    private long rawKeyBytes;
    private long rawValueBytes;

    @Override
    public void add(Span key) {
        Span before = last;
        if (before == null || !before.start().equals(key.start())) {
            startSpan(before, key);
        }
        trailers.add(key.trailer());
        suffixes.add(key.suffix());
        values.add(key.value());
        rawValueBytes += key.value().length();
        keys++;
        last = key;
    }

    @Override
    public boolean isEmpty() {
        return keys == 0;
    }

    @Override
    public void finish(ByteSink target) {
        firstKeys.add(keys);
        block.write(keys, boundaries.count(), boundaries.count(), target);
    }

    @Override
    public long entries(KeyKind kind) {
        long count = 0;
        for (int key = 0; key < keys; key++) {
            count += Trailer.kindCode(trailers.at(key)) == kind.code() ? 1 : 0;
        }
        return count;
    }

    /** The bounds of each span, once for all of its keys. */
    @Override
    public long rawKeyBytes() {
        return rawKeyBytes;
    }

    @Override
    public long rawValueBytes() {
        return rawValueBytes;
    }

    private void startSpan(@Nullable Span before, Span key) {
        if (before != null) {
            firstKeys.add(keys);
        }
        if (before == null || !before.end().equals(key.start())) {
            boundaries.add(key.start());
            firstKeys.add(keys);
        }
        boundaries.add(key.end());
        rawKeyBytes += key.start().length() + key.end().length();
    }
}
