package dev.grantlake.lake.directory;

import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.LongStream;

/** Rows whose key has a newer one: somebody else has written to the dataset. */
final class SupersededRows {

    /** Pairs of rows that are looked at together. */
    private static final int TAKE = 2048;

    private SupersededRows() {}

    /** Two rows of one key; the first is the same for all pairs of the key, which follow each other. */
    private record Pair(long shown, long other) {}

    /** Their addresses. Goes through all keys of the version. */
    static List<Long> of(DatasetVersion version, SparseLookup keys) {
        List<Pair> pairs = new ArrayList<>();
        EntryCursor.Collisions collisions =
                (shown, other) -> pairs.add(new Pair(DirectoryEntry.address(shown), DirectoryEntry.address(other)));
        try (EntryCursor cursor = keys.entries(KeyRange.ALL, true, collisions)) {
            boolean more = cursor.first();
            while (more) {
                more = cursor.next();
            }
        }
        List<Long> superseded = new ArrayList<>();
        Row winner = new Row(DirectoryEntry.ABSENT, 0);
        long shown = DirectoryEntry.ABSENT;
        for (int from = 0; from < pairs.size(); from += TAKE) {
            List<Pair> part = pairs.subList(from, Math.min(pairs.size(), from + TAKE));
            RowBatch seqs = version.take(
                    part.stream()
                            .flatMapToLong(pair -> LongStream.of(pair.shown, pair.other))
                            .toArray(),
                    EnumSet.of(Column.SEQ));
            for (int i = 0; i < part.size(); i++) {
                if (part.get(i).shown != shown) {
                    shown = part.get(i).shown;
                    winner = new Row(shown, seqs.seq(2 * i));
                }
                Row other = new Row(part.get(i).other, seqs.seq(2 * i + 1));
                superseded.add(other.beats(winner) ? winner.address : other.address);
                winner = other.beats(winner) ? other : winner;
            }
        }
        return superseded;
    }

    private record Row(long address, long seq) {

        /** Of two rows of one key stays that of the later transaction; of two of one, the one that lies behind. */
        boolean beats(Row other) {
            return seq == other.seq ? address > other.address : seq > other.seq;
        }
    }
}
