package dev.grantlake.lake.directory;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.table.Rows;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Map;

/** What a lake writes down with its versions. */
public final class TableProperties {

    /** The largest sequence number in this version or one before it. */
    public static final String MAX_SEQ = "grantlake.max_seq";

    public static final String MIN_SEQ = "grantlake.min_seq";
    public static final String ROWS = "grantlake.rows";
    /** Names a batch; a batch that is written again after a failure has the same. */
    public static final String FLUSH_ID = "grantlake.flush_id";
    /** Why there is this version: one of the values below. */
    public static final String KIND = "grantlake.kind";

    public static final String FLUSH = "flush";
    public static final String COMPACTION = "compaction";
    /** Two rows of one key made one, after somebody else had written. */
    public static final String REPAIR = "repair";

    /** Setting of a dataset that was of format 1: numbers below are of batches that may have shared them. */
    public static final String SEQ_FLOOR = "grantlake.seq_floor";

    /** How far back a version is looked for that says its largest sequence number. */
    private static final int WALK = 64;

    private TableProperties() {}

    static Map<String, String> flush(Rows rows, long maxSeq) {
        return Map.of(
                KIND, FLUSH,
                MAX_SEQ, Long.toString(maxSeq),
                MIN_SEQ, Long.toString(rows.minSeq()),
                ROWS, Integer.toString(rows.count()),
                FLUSH_ID, rows.minSeq() + "-" + rows.maxSeq());
    }

    static Map<String, String> compaction(long maxSeq) {
        return Map.of(KIND, COMPACTION, MAX_SEQ, Long.toString(maxSeq));
    }

    static Map<String, String> repair(long maxSeq) {
        return Map.of(KIND, REPAIR, MAX_SEQ, Long.toString(maxSeq));
    }

    /**
     * The largest sequence number in {@code version} or one before it: what it says itself; where a tool that knows
     * nothing of it made the version, the rows themselves, and what a version before it says, as far as one is near.
     */
    public static long maxSeq(Dataset dataset, DatasetVersion version) {
        Long said = said(version);
        if (said != null) {
            return said;
        }
        long before = 0;
        for (long number = version.number() - 1; number > 0 && number >= version.number() - WALK; number--) {
            Long earlier = saidBy(dataset, number);
            if (earlier != null) {
                before = earlier;
                break;
            }
        }
        return Math.max(before, inRows(version));
    }

    /**
     * As above, where the version before this one has been looked at.
     *
     * @param before the largest sequence number up to that version, 0 if there is none or nobody knows
     * @param sameContent whether this version shows what the one before it does
     */
    static long maxSeq(DatasetVersion version, long before, boolean sameContent) {
        Long said = said(version);
        if (said != null) {
            return said;
        }
        return sameContent && before > 0 ? before : Math.max(before, inRows(version));
    }

    private static @Nullable Long saidBy(Dataset dataset, long number) {
        try (DatasetVersion version = dataset.at(number)) {
            return said(version);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static @Nullable Long said(DatasetVersion version) {
        String text = version.properties().get(MAX_SEQ);
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
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
