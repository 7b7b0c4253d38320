package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.KeyspanBlockBuilder;
import dev.grantlake.lsm.sstable.block.Span;
import org.jspecify.annotations.Nullable;

/**
 * Builds a row range-deletion or range-key block, where every entry is a restart; the counterpart of
 * {@link RowKeyspanBlock}. Range keys of one range and trailer become one entry. Belongs to one thread.
 */
public final class RowKeyspanBlockBuilder implements KeyspanBlockBuilder {

    private final RowBlockBuilder block = new RowBlockBuilder(1);
    private final long[] entries = new long[KeyKind.RANGE_KEY_SET.code() + 1];
    private final ByteSink value = new ByteSink();
    private @Nullable Span open;
    private long rawKeyBytes;
    private long rawValueBytes;

    @Override
    public void add(Span key) {
        Span before = open;
        if (before == null
                || before.trailer() != key.trailer()
                || !before.start().equals(key.start())) {
            endEntry();
            open = key;
            if (takesSuffixes(key)) {
                value.writeLengthPrefixed(key.end());
            } else {
                value.writeBytes(key.end());
            }
        }
        if (takesSuffixes(key)) {
            value.writeLengthPrefixed(key.suffix());
            if (Trailer.kindCode(key.trailer()) == KeyKind.RANGE_KEY_SET.code()) {
                value.writeLengthPrefixed(key.value());
            }
        }
    }

    @Override
    public boolean isEmpty() {
        return open == null;
    }

    @Override
    public void finish(ByteSink target) {
        endEntry();
        block.finish(target);
    }

    @Override
    public long entries(KeyKind kind) {
        return entries[kind.code()];
    }

    /** Start and trailer of each entry. */
    @Override
    public long rawKeyBytes() {
        return rawKeyBytes;
    }

    /** What lies behind them, ends and lengths with it. */
    @Override
    public long rawValueBytes() {
        return rawValueBytes;
    }

    private void endEntry() {
        Span key = open;
        if (key == null) {
            return;
        }
        int keyLength = key.start().length() + InternalKey.TRAILER_BYTES;
        block.begin(0, keyLength, value.size(), false)
                .writeBytes(key.start())
                .writeLongLe(key.trailer())
                .writeBytes(value);
        entries[Trailer.kindCode(key.trailer())]++;
        rawKeyBytes += keyLength;
        rawValueBytes += value.size();
        value.clear();
    }

    private static boolean takesSuffixes(Span key) {
        int kind = Trailer.kindCode(key.trailer());
        return kind == KeyKind.RANGE_KEY_SET.code() || kind == KeyKind.RANGE_KEY_UNSET.code();
    }
}
