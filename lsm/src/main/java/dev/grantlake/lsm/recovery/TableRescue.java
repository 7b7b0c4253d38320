package dev.grantlake.lsm.recovery;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.salvage.SalvageReport.Loss;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes out of a table whatever can be read, block by block: a damaged one costs the keys that it may hold. Belongs to
 * one thread.
 */
final class TableRescue {

    private static final Bytes ZERO = Bytes.wrap(new byte[1]);

    private static final Set<StorageException.Kind> DAMAGE = EnumSet.of(
            StorageException.Kind.CORRUPT,
            StorageException.Kind.NOT_FOUND,
            StorageException.Kind.UNSUPPORTED,
            StorageException.Kind.LIMIT_EXCEEDED);

    private final Sstable table;
    private final TableMetadata metadata;
    private final String file;
    private final Consumer<Loss> losses;

    TableRescue(Sstable table, TableMetadata metadata, String file, Consumer<Loss> losses) {
        this.table = table;
        this.metadata = metadata;
        this.file = file;
        this.losses = losses;
    }

    /** Adds to a table what can be read, or reads it all the same if that is null. */
    void run(@Nullable SstableWriter target) {
        if (metadata.points() != null) {
            points(metadata.points(), target);
            rangeDeletions(target);
        }
        if (metadata.rangeKeys() != null) {
            rangeKeys(metadata.rangeKeys(), target);
        }
    }

    /** The keys between two bounds, as a view and as the loss that they would be. */
    private void points(KeyBounds bounds, @Nullable SstableWriter target) {
        Bytes from = bounds.smallest().userKey();
        for (Bytes separator : separators()) {
            if (separator.compareTo(from) >= 0 && !bounds.endsBefore(from)) {
                boolean last = bounds.endsBefore(separator);
                Bytes to = last ? bounds.largest().userKey() : separator;
                read(new TableView(from, to, last && bounds.largestExcluded(), metadata.sequenceOverride()), target);
                from = separator.plus(ZERO);
            }
        }
    }

    /** Separators of all blocks; of a part of the index that cannot be read, the one above it. */
    private List<Bytes> separators() {
        List<Bytes> separators = new ArrayList<>();
        IndexBlock top = table.index();
        for (int i = 0; i < top.size(); i++) {
            if (table.hasTwoLevelIndex()) {
                try {
                    IndexBlock part = table.indexPartition(top.offset(i), top.length(i));
                    for (int j = 0; j < part.size(); j++) {
                        separators.add(part.separator(j));
                    }
                } catch (StorageException e) {
                    requireDamage(e);
                }
            }
            separators.add(top.separator(i));
        }
        return separators;
    }

    private void read(TableView view, @Nullable SstableWriter target) {
        Bytes next = view.smallest();
        try (InternalCursor cursor = table.points(view)) {
            for (boolean any = cursor.first(); any; any = cursor.next()) {
                // The value first: it may lie in another block, and fail.
                ByteView value = cursor.value();
                if (target != null) {
                    target.add(cursor.userKey(), cursor.trailer(), value);
                }
                next = cursor.userKey().copy();
            }
        } catch (StorageException e) {
            requireDamage(e);
            losses.accept(new Loss(file, new KeyRange(next, view.behind()), String.valueOf(e.getMessage())));
        }
    }

    private void rangeDeletions(@Nullable SstableWriter target) {
        KeyBounds bounds = metadata.bounds();
        try {
            for (RangeDeletion deletion : table.rangeDeletions(view(bounds))) {
                if (target != null) {
                    target.addRangeDeletion(deletion.start(), deletion.end(), deletion.sequence());
                }
            }
        } catch (StorageException e) {
            lose(bounds, e);
        }
    }

    private void rangeKeys(KeyBounds bounds, @Nullable SstableWriter target) {
        TableView view = view(bounds);
        Bytes behind = view.behind();
        try {
            for (RangeKey key : table.rangeKeys()) {
                Bytes start = key.start().compareTo(bounds.smallest().userKey()) >= 0
                        ? key.start()
                        : bounds.smallest().userKey();
                Bytes end = behind == null || key.end().compareTo(behind) <= 0 ? key.end() : behind;
                long sequence = metadata.sequenceOverride() == 0 ? key.sequence() : metadata.sequenceOverride();
                if (target != null && start.compareTo(end) < 0) {
                    target.addRangeKey(start, end, sequence, key.kind(), key.suffix(), key.value());
                }
            }
        } catch (StorageException e) {
            lose(bounds, e);
        }
    }

    private void lose(KeyBounds bounds, StorageException e) {
        requireDamage(e);
        losses.accept(new Loss(
                file,
                new KeyRange(bounds.smallest().userKey(), view(bounds).behind()),
                String.valueOf(e.getMessage())));
    }

    private TableView view(KeyBounds bounds) {
        return new TableView(
                bounds.smallest().userKey(),
                bounds.largest().userKey(),
                bounds.largestExcluded(),
                metadata.sequenceOverride());
    }

    /**
     * What the system refuses is no damage, and may be there the next time. A table that looks like one of a later
     * format, or asks for too much, may have a flipped bit.
     */
    static void requireDamage(StorageException e) {
        if (!DAMAGE.contains(e.kind())) {
            throw e;
        }
    }
}
