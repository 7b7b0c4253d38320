package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.Span;

import java.util.ArrayList;
import java.util.List;

/** Which range deletions of its inputs a rewrite keeps: of each key the newest, where older data may lie. */
final class KeptDeletions {

    private KeptDeletions() {}

    /** Fragmented and in order. Opens all tables. */
    static List<Span> of(List<? extends TableRun<?>> runs, OccupiedRanges older) {
        List<RangeDeletion> all = new ArrayList<>();
        for (TableRun<?> run : runs) {
            for (int i = 0; i < run.size(); i++) {
                all.addAll(run.table(i).deletedRanges().ranges());
            }
        }
        List<Span> kept = new ArrayList<>();
        for (RangeDeletion deletion :
                DeletedRanges.of(all, Trailer.MAX_SEQUENCE).ranges()) {
            if (older.overlap(deletion.start(), deletion.end())) {
                add(kept, deletion);
            }
        }
        return kept;
    }

    /** Joins what earlier cuts have parted. */
    private static void add(List<Span> kept, RangeDeletion deletion) {
        long trailer = Trailer.of(deletion.sequence(), KeyKind.RANGE_DELETE);
        int last = kept.size() - 1;
        boolean continued = last >= 0
                && kept.get(last).trailer() == trailer
                && kept.get(last).end().equals(deletion.start());
        Span span = new Span(
                continued ? kept.get(last).start() : deletion.start(),
                deletion.end(),
                trailer,
                Bytes.EMPTY,
                Bytes.EMPTY);
        if (continued) {
            kept.set(last, span);
        } else {
            kept.add(span);
        }
    }
}
