package dev.grantlake.ops.verify;

import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncRun.IngestVerification;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sync says was found of its records while they were taken, held against what is found now. How a violation was
 * dealt with depends on the mode: some end a sync, some are only logged, so that only those of the first kind
 * contradict a verdict. A verdict of another generation means something else and binds nobody. Thread-safe.
 */
final class IngestVerdict {

    private static final String GENERATION = "1";
    private static final String CONNECTOR = "connector";
    private static final String MERGE = "compaction_merge";
    private static final String FAIL_FAST = "_fail_fast";

    private final Optional<SyncRun> run;
    private final Optional<IngestVerification> verification;
    private final Map<Invariant, Tally> contradicted = new EnumMap<>(Invariant.class);

    IngestVerdict(Optional<SyncRun> run) {
        this.run = run;
        this.verification = run.flatMap(SyncRun::verification)
                .filter(verdict -> verdict.generation().equals(GENERATION));
    }

    /** Counts {@code count} violations of the owner's, all of one weight. */
    void violated(Invariant invariant, String owner, long count) {
        violated(invariant, owner, count, 0);
    }

    /**
     * Counts violations.
     *
     * @param owner whose access it is
     * @param grave how many of {@code count} are the syncer's own doing, and no connector's
     */
    synchronized void violated(Invariant invariant, String owner, long count, long grave) {
        long contradicting = !binds(invariant) ? 0 : isFatal(invariant) ? count : isFatalIfGrave() ? grave : 0;
        if (contradicting > 0) {
            contradicted.computeIfAbsent(invariant, key -> new Tally()).add(owner, contradicting);
        }
    }

    private boolean binds(Invariant invariant) {
        return verification
                .filter(verdict -> verdict.coverage().contains(invariant.name()))
                .isPresent();
    }

    private boolean isFatal(Invariant invariant) {
        String mode = mode();
        return switch (invariant) {
            case I3, I7, I8, I9 -> mode.endsWith(FAIL_FAST);
            case I5 -> !mode.equals(MERGE);
            // A merge schedules nothing, and lists it all the same.
            case I10 -> mode.startsWith(CONNECTOR);
        };
    }

    private boolean isFatalIfGrave() {
        return mode().equals(CONNECTOR);
    }

    private String mode() {
        return verification.map(IngestVerification::mode).orElse("");
    }

    /** A contradiction: what is wrong, and whose access it touches. */
    record Contradiction(String message, String access) {}

    /** What the verdict leaves no room for, after all violations were counted. */
    synchronized List<Contradiction> contradictions() {
        List<Contradiction> all = new ArrayList<>();
        if (run.isPresent() && !run.get().finished() && run.get().verification().isPresent()) {
            all.add(new Contradiction("the sync was checked as a finished one, and has not ended", ""));
        }
        contradicted.forEach((invariant, tally) -> all.add(new Contradiction(
                "checked in mode " + mode() + ": " + invariant.claim() + " (" + invariant + "); not so for "
                        + AccessText.count(tally.total(), invariant.noun()),
                tally.text(invariant.noun(), "resources"))));
        return all;
    }
}
