package dev.grantlake.lake;

import org.jspecify.annotations.Nullable;

/** Takes every step of a close, whatever becomes of the others. Belongs to one thread. */
final class Closing {

    private @Nullable RuntimeException failure;

    Closing step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
        }
        return this;
    }

    /** Adds what went wrong to {@code reason}, which is why all this is closed. */
    void addTo(Throwable reason) {
        if (failure != null) {
            reason.addSuppressed(failure);
        }
    }

    /** Throws what the first step that failed has thrown, with the rest beside it. */
    void end() {
        if (failure != null) {
            throw failure;
        }
    }
}
