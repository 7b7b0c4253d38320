package dev.grantlake.lake.version;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.table.Rows;

import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;

/** What a lake writes down with its versions. */
public final class TableProperties {

    /** The largest sequence number in this version or one before it. */
    public static final String MAX_SEQ = "grantlake.max_seq";

    public static final String MIN_SEQ = "grantlake.min_seq";
    public static final String ROWS = "grantlake.rows";
    /** Names a batch; a batch that is written again after a failure has the same. */
    public static final String FLUSH_ID = "grantlake.flush_id";
    /** The version that this one was made from; it had one row per key, and if it is the one before, so has this. */
    public static final String BASE = "grantlake.base";
    /** Why there is this version: one of the values below. */
    public static final String KIND = "grantlake.kind";

    public static final String FLUSH = "flush";
    public static final String COMPACTION = "compaction";
    /** Two rows of one key made one, or fragments sorted, after somebody else had written. */
    public static final String REPAIR = "repair";

    /** Setting of a dataset that was of format 1: numbers below are of batches that may have shared them. */
    public static final String SEQ_FLOOR = "grantlake.seq_floor";

    /** How far back a version is looked for that says its largest sequence number. */
    private static final int WALK = 64;

    private TableProperties() {}

    public static Map<String, String> flush(long base, Rows rows, long maxSeq) {
        return Map.of(
                KIND, FLUSH,
                BASE, Long.toString(base),
                MAX_SEQ, Long.toString(maxSeq),
                MIN_SEQ, Long.toString(rows.minSeq()),
                ROWS, Integer.toString(rows.count()),
                FLUSH_ID, rows.minSeq() + "-" + rows.maxSeq());
    }

    public static Map<String, String> compaction(long base, long maxSeq) {
        return Map.of(KIND, COMPACTION, BASE, Long.toString(base), MAX_SEQ, Long.toString(maxSeq));
    }

    public static Map<String, String> repair(long base, long maxSeq) {
        return Map.of(KIND, REPAIR, BASE, Long.toString(base), MAX_SEQ, Long.toString(maxSeq));
    }

    /** Of a version whose fragments were sorted, and that may have several rows of one key. */
    public static Map<String, String> sorting(long maxSeq) {
        return Map.of(KIND, REPAIR, MAX_SEQ, Long.toString(maxSeq));
    }

    /** Whether it is certain that no key has two rows: a lake has made the version, and nobody has come between. */
    public static boolean hasOneRowPerKey(DatasetVersion version) {
        return Long.toString(version.number() - 1).equals(version.properties().get(BASE));
    }

    /**
     * The largest sequence number in {@code version} or one before it: what it says itself; where a tool that knows
     * nothing of it made the version, the rows themselves, and what a version before it says, as far as one is near.
     */
    public static long maxSeq(Dataset dataset, DatasetVersion version) {
        OptionalLong said = said(version);
        if (said.isPresent()) {
            return said.getAsLong();
        }
        long before = 0;
        for (long number = version.number() - 1; number > 0 && number >= version.number() - WALK; number--) {
            OptionalLong earlier = saidBy(dataset, number);
            if (earlier.isPresent()) {
                before = earlier.getAsLong();
                break;
            }
        }
        return Math.max(before, inRows(version));
    }

    private static OptionalLong saidBy(Dataset dataset, long number) {
        try (DatasetVersion version = dataset.at(number)) {
            return said(version);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.NOT_FOUND) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** The largest sequence number as the version says it itself. */
    static OptionalLong said(DatasetVersion version) {
        String text = version.properties().get(MAX_SEQ);
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static long inRows(DatasetVersion version) {
        if (!version.columns().contains(Column.SEQ.description())) {
            return 0;
        }
        long max = 0;
        try (RowBatches batches = version.rows(EnumSet.of(Column.SEQ))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    max = Math.max(max, batch.seq(i));
                }
            }
        }
        return max;
    }
}
