package dev.grantlake.lsm.inspect;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.BlockHandle;
import dev.grantlake.lsm.sstable.BlockKind;
import dev.grantlake.lsm.sstable.BlockReader;
import dev.grantlake.lsm.sstable.Footer;
import dev.grantlake.lsm.sstable.Metaindex;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/**
 * Reads one table to its last byte: every checksum, every block, every key and value, and whether index, properties and
 * the layout of the file agree with what was found. Damage costs as little as possible: a block that cannot be read is
 * reported with the keys that lie between its separators, and the walk goes on behind it. Belongs to one thread.
 */
final class TableAudit {

    private static final Bytes NUL = Bytes.wrap(new byte[1]);

    private final Sstable table;
    private final BlockReader blocks;
    private final KeyRange all;
    private final Consumer<Fault> faults;
    private final Extents extents = new Extents();
    private final TableTally tally;
    private final boolean bottom;
    private final ObsoleteNote note;

    /** Points of the present block that are wrongly marked as obsolete, and the first of them. */
    private long wronglyObsolete;

    private Bytes firstWronglyObsolete = Bytes.EMPTY;
    private final ByteView external = new ByteView();
    private final DataBlockCursor block;

    /** Which points may be marked as obsolete; null if that cannot be told. */
    private @Nullable ObsoleteRule obsolete;

    /** Whether everything was read, so that counts can be compared. */
    private boolean whole = true;

    /** Whether keys are still to be held against the filter: one that it hides is enough. */
    private boolean filtered;

    private TableAudit(Sstable table, FileUse use, Consumer<Fault> faults) {
        this.table = table;
        this.tally = new TableTally(new ShownTables(use.tables()));
        this.bottom = use.bottom();
        this.note = ObsoleteNote.of(table.properties());
        this.blocks = table.blocks();
        this.all = use.span();
        this.faults = faults;
        this.block = table.newDataBlockCursor();
    }

    /**
     * Goes through a table.
     *
     * @param file now belongs to the audit, which closes it
     * @param use what the file is for: the keys of its tables are lost if nothing of it can be read
     * @return what the table holds, or null if it cannot be opened, or not to the end
     */
    static @Nullable TableTally of(ReadableFile file, SstableOptions options, FileUse use, Consumer<Fault> faults) {
        Sstable opened;
        try {
            opened = Sstable.open(file, options);
        } catch (StorageException e) {
            Fault.Kind kind = e.kind() == StorageException.Kind.UNSUPPORTED ? Fault.Kind.UNSUPPORTED : Fault.Kind.TABLE;
            faults.accept(Damage.fault(kind, e, file.description(), use.span()));
            return null;
        }
        try (Sstable table = opened) {
            TableAudit audit = new TableAudit(table, use, faults);
            audit.run();
            return audit.whole ? audit.tally : null;
        }
    }

    private void run() {
        Footer footer = table.footer();
        Metaindex metaindex = table.metaindex();
        extents.add(footer.metaindex());
        extents.add(metaindex.properties());
        extents.add(footer.index());
        metaindex.others().values().forEach(handle -> passOver(handle, BlockKind.OTHER));
        if (metaindex.rangeKeys() != null) {
            extents.add(metaindex.rangeKeys());
            attempt(Fault.Kind.BLOCK, null, () -> tally.rangeKeys(table.rangeKeys()));
        }
        if (metaindex.filter() != null) {
            extents.add(metaindex.filter());
            // Reads of single keys ask it, wherever in the table they are.
            attempt(Fault.Kind.TABLE, all, table::filter);
        }
        rangeDeletions(metaindex.rangeDeletions());
        valueBlocks(metaindex);
        filtered = whole && metaindex.filter() != null;
        index();
        if (whole) {
            new PropertyAudit(
                            table.properties(), table.at(metaindex.properties().offset(), BlockKind.PROPERTIES))
                    .compare(tally, faults);
            extents.account(footer.offset(), table.name(), faults);
        }
    }

    /** Verifies a block of which nothing is known but that it has a checksum. */
    private void passOver(BlockHandle handle, BlockKind kind) {
        extents.add(handle);
        attempt(Fault.Kind.BLOCK, null, () -> blocks.decode(blocks.readStored(handle, kind), kind));
    }

    private void rangeDeletions(@Nullable BlockHandle handle) {
        if (handle == null) {
            obsolete = new ObsoleteRule(DeletedRanges.NONE, bottom);
            return;
        }
        extents.add(handle);
        // What they hid would show again, anywhere in the table.
        attempt(Fault.Kind.TABLE, all, () -> {
            List<RangeDeletion> deletions = table.rangeDeletions(TableView.WHOLE);
            deletions.forEach(tally::rangeDeletion);
            obsolete = new ObsoleteRule(DeletedRanges.of(deletions, Long.MAX_VALUE), bottom);
        });
    }

    private void valueBlocks(Metaindex metaindex) {
        if (metaindex.valueIndex() == null) {
            return;
        }
        extents.add(metaindex.valueIndex().handle());
        // Which keys it costs shows where the values are fetched.
        attempt(Fault.Kind.BLOCK, null, () -> {
            for (BlockHandle handle : table.valueBlockHandles()) {
                tally.valueBlock();
                passOver(handle, BlockKind.VALUES);
            }
        });
    }

    private void index() {
        attempt(Fault.Kind.TABLE, all, () -> {
            IndexBlock top = table.index();
            if (!table.hasTwoLevelIndex()) {
                dataBlocks(top, null, note.ofWholeTable());
                return;
            }
            Bytes previous = null;
            for (int i = 0; i < top.size(); i++) {
                partition(top, i, previous);
                previous = top.separator(i);
            }
        });
    }

    private void partition(IndexBlock top, int entry, @Nullable Bytes previous) {
        BlockHandle handle = new BlockHandle(top.offset(entry), top.length(entry));
        extents.add(handle);
        KeyRange below = between(previous, top.separator(entry));
        attempt(Fault.Kind.BLOCK, below, () -> {
            IndexBlock partition = table.indexPartition(handle.offset(), handle.length());
            requireAscent(table.at(handle.offset(), BlockKind.INDEX), previous, top.separator(entry));
            int size = partition.size();
            if (size == 0 || partition.separator(size - 1).compareTo(top.separator(entry)) > 0) {
                throw StorageException.corrupt(
                        table.at(handle.offset(), BlockKind.INDEX),
                        "separators up to " + top.separator(entry),
                        size == 0 ? "none" : partition.separator(size - 1).toString());
            }
            dataBlocks(partition, previous, note.ofWholeTable() || isNoted(top, entry, handle));
        });
    }

    /** Goes through the blocks of an index; {@code hidden} if all points in them are said to be obsolete. */
    private void dataBlocks(IndexBlock index, @Nullable Bytes before, boolean hidden) {
        Bytes previous = before;
        for (int i = 0; i < index.size(); i++) {
            BlockHandle handle = new BlockHandle(index.offset(i), index.length(i));
            Bytes separator = index.separator(i);
            Bytes low = previous;
            extents.add(handle);
            tally.dataBlock(handle);
            boolean blockHidden = hidden || isNoted(index, i, handle);
            boolean read = attempt(Fault.Kind.BLOCK, between(low, separator), () -> {
                requireAscent(table.at(handle.offset(), BlockKind.DATA), low, separator);
                dataBlock(handle, low, separator, blockHidden);
            });
            if (!read) {
                loseTrack();
            }
            previous = separator;
        }
    }

    /** Whether an entry of an index is noted to lead to obsolete points only. */
    private boolean isNoted(IndexBlock index, int entry, BlockHandle below) {
        try {
            return note.of(index.properties(entry), table.at(below.offset(), BlockKind.INDEX));
        } catch (StorageException e) {
            faults.accept(Damage.fault(Fault.Kind.PROPERTIES, e, table.name(), null));
            return false;
        }
    }

    private void dataBlock(BlockHandle handle, @Nullable Bytes previous, Bytes separator, boolean hidden) {
        Location where = table.at(handle.offset(), BlockKind.DATA);
        block.load(blocks.read(handle.offset(), handle.length(), BlockKind.DATA), where);
        if (block.compareLast(separator) > 0 || (previous != null && block.compareFirst(previous) < 0)) {
            faults.accept(Fault.losing(
                    Fault.Kind.BOUNDS,
                    where,
                    "expected keys between the separators " + previous + " and " + separator + ", found others",
                    between(previous, separator)));
            whole = false;
            loseTrack();
            return;
        }
        wronglyObsolete = 0;
        for (boolean more = block.first(); more; more = block.next()) {
            entry(where, hidden);
        }
        if (wronglyObsolete > 0) {
            faults.accept(Fault.of(
                    Fault.Kind.OBSOLETE,
                    where,
                    "points marked as obsolete that are not: " + wronglyObsolete + ", the first at "
                            + firstWronglyObsolete + "; Pebble does not see them"));
        }
    }

    private void entry(Location where, boolean hidden) {
        ByteView key = block.userKey();
        long trailer = block.trailer();
        if (!tally.follows(key, trailer)) {
            throw StorageException.corrupt(
                    where, "keys that ascend", key + "#" + Trailer.sequence(trailer) + " after " + tally.lastKey());
        }
        if (obsolete != null && !obsolete.allows(tally.repeatsKey(), key, trailer) && (hidden || block.isObsolete())) {
            firstWronglyObsolete = wronglyObsolete == 0 ? key.copy() : firstWronglyObsolete;
            wronglyObsolete++;
        }
        ByteView value = block.value();
        boolean elsewhere = block.valueIsExternal();
        if (elsewhere) {
            Bytes at = key.copy();
            if (!attempt(
                    Fault.Kind.VALUE,
                    new KeyRange(at, at.plus(NUL)),
                    () -> table.showExternalValue(value, where.offset(), external))) {
                loseTrack();
                return;
            }
        }
        tally.point(key, trailer, (elsewhere ? external : value).length(), elsewhere);
        if (filtered && !table.mayContain(tally.lastKey())) {
            filtered = false;
            faults.accept(
                    Fault.of(Fault.Kind.FILTER, where, "the filter rules out " + tally.lastKey() + ", which is there"));
        }
    }

    /** Says that there are points which nothing follows from. */
    private void loseTrack() {
        if (obsolete != null) {
            obsolete.passOver();
        }
    }

    /** Separators that do not ascend would make a walk over the index miss blocks or meet them twice. */
    private static void requireAscent(Location where, @Nullable Bytes previous, Bytes separator) {
        if (previous != null && separator.compareTo(previous) < 0) {
            throw StorageException.corrupt(where, "a separator from " + previous + " on", separator.toString());
        }
    }

    /** The keys between two separators: the one below may still occur, and so may the one above. */
    private KeyRange between(@Nullable Bytes previous, Bytes separator) {
        return new KeyRange(previous == null ? all.from() : previous, separator.plus(NUL));
    }

    /** Does {@code step}; whether it could. What it could not read is a fault that costs the keys in {@code lost}. */
    private boolean attempt(Fault.Kind kind, @Nullable KeyRange lost, Runnable step) {
        try {
            step.run();
            return true;
        } catch (StorageException e) {
            faults.accept(Damage.fault(kind, e, table.name(), lost));
            whole = false;
            return false;
        }
    }
}
