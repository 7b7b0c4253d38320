package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/** The rows of some fragments of a version in key order, without tombstones that nobody needs any more. */
final class CompactionRows implements Rows {

    private static final Set<Column> COLUMNS = EnumSet.of(Column.VALUE, Column.SEQ);

    /** Tombstones that are looked at together. */
    private static final int TAKE = 4096;

    private final OpenVersion base;
    private final Map<Integer, Fragment> fragments = new HashMap<>();
    /** The keys, and where their rows lie in the version. */
    private final KeyRun run;

    /**
     * The rows of these fragments.
     *
     * @param horizon tombstones with a sequence number up to this one are left out
     */
    CompactionRows(OpenVersion base, KeyDirectory directory, Set<Integer> chosen, long horizon) {
        this.base = base;
        for (Fragment fragment : base.version().fragments()) {
            if (chosen.contains(fragment.id())) {
                fragments.put(fragment.id(), fragment);
            }
        }
        KeyRun all = entries(directory);
        this.run = horizon > 0 ? without(all, expired(base.version(), all, horizon)) : all;
    }

    private KeyRun entries(KeyDirectory directory) {
        KeyRunBuilder here = new KeyRunBuilder();
        EntryCursor entries = new EntryCursor(directory, KeyRange.ALL, true);
        for (boolean more = entries.first(); more; more = entries.next()) {
            if (fragments.containsKey(RowAddress.fragment(DirectoryEntry.address(entries.entry())))) {
                ByteView key = entries.key();
                here.add(key.array(), key.offset(), key.length(), entries.entry());
            }
        }
        return here.build();
    }

    /** Which entries are of tombstones up to the horizon. */
    private static BitSet expired(DatasetVersion version, KeyRun run, long horizon) {
        int[] tombstones = IntStream.range(0, run.count())
                .filter(i -> DirectoryEntry.tombstone(run.entry(i)))
                .toArray();
        BitSet expired = new BitSet();
        for (int from = 0; from < tombstones.length; from += TAKE) {
            int[] part = Arrays.copyOfRange(tombstones, from, Math.min(from + TAKE, tombstones.length));
            long[] addresses = Arrays.stream(part)
                    .mapToLong(i -> DirectoryEntry.address(run.entry(i)))
                    .toArray();
            RowBatch rows = version.take(addresses, EnumSet.of(Column.SEQ));
            for (int i = 0; i < part.length; i++) {
                expired.set(part[i], rows.seq(i) <= horizon);
            }
        }
        return expired;
    }

    private static KeyRun without(KeyRun run, BitSet left) {
        if (left.isEmpty()) {
            return run;
        }
        KeyRunBuilder kept = new KeyRunBuilder();
        for (int i = left.nextClearBit(0); i < run.count(); i = left.nextClearBit(i + 1)) {
            run.copyTo(kept, i);
        }
        return kept.build();
    }

    /** The keys, and where their rows lay. */
    KeyRun run() {
        return run;
    }

    @Override
    public int count() {
        return run.count();
    }

    /** Of the whole version: no row has a larger one. */
    @Override
    public long maxSeq() {
        return base.maxSeq();
    }

    /** No row has a smaller one. */
    @Override
    public long minSeq() {
        return 1;
    }

    @Override
    public RowCursor walk() {
        return new Walk();
    }

    private final class Walk implements RowCursor {

        private final Map<Integer, Part> parts = new TreeMap<>();
        private final ByteView key = new ByteView();
        private final ByteView value = new ByteView();
        private int present = -1;
        private long seq;

        /** Neighbouring rows of a fragment. */
        private record Part(int from, RowBatch rows) {}

        @Override
        public boolean next() {
            if (++present >= run.count()) {
                return false;
            }
            run.show(present, key);
            long address = DirectoryEntry.address(run.entry(present));
            int offset = RowAddress.offset(address);
            Part part = part(RowAddress.fragment(address), offset);
            part.rows.values().show(offset - part.from, value);
            seq = part.rows.seq(offset - part.from);
            return true;
        }

        private Part part(int id, int offset) {
            Part last = parts.get(id);
            if (last != null && offset >= last.from && offset - last.from < last.rows.count()) {
                return last;
            }
            Fragment fragment = requireNonNull(fragments.get(id));
            int rows = Math.min(BlockSizes.scanRows(fragment), fragment.rows() - offset);
            Part read = new Part(offset, base.version().read(fragment, offset, rows, COLUMNS));
            parts.put(id, read);
            return read;
        }

        @Override
        public ByteView key() {
            return key;
        }

        @Override
        public ByteView value() {
            return value;
        }

        @Override
        public boolean tombstone() {
            return DirectoryEntry.tombstone(run.entry(present));
        }

        @Override
        public long seq() {
            return seq;
        }
    }
}
