package dev.grantlake.ops.verify;

import dev.grantlake.base.StorageException;

import java.util.List;

/** Runs the parts of a check side by side. What cannot be read ends its part only, is reported and remembered. */
final class Attempts {

    private final RecordScope scope;
    private final Workers workers;
    private volatile boolean incomplete;

    Attempts(RecordScope scope, Workers workers) {
        this.scope = scope;
        this.workers = workers;
    }

    void run(List<Runnable> parts) {
        workers.run(parts.stream().map(this::guarded).toList());
    }

    /** Whether a part could not be walked, so that nothing follows from what was seen. */
    boolean incomplete() {
        return incomplete;
    }

    private Runnable guarded(Runnable part) {
        return () -> {
            try {
                part.run();
            } catch (StorageException e) {
                incomplete = true;
                scope.findings().add(Finding.of(FindingCode.RECORDS_UNREADABLE, e, scope.file()));
            }
        };
    }
}
