package dev.grantlake.lake;

import dev.grantlake.base.StorageException;

import java.time.Duration;

/**
 * When a lake is looked after.
 *
 * @param interval after which it is, whatever has happened; more than 0
 * @param afterCommits number of commits after which it is, 1 or more
 * @param retention how long versions are kept; 0 for ever
 */
record OptimizerOptions(Duration interval, long afterCommits, Duration retention) {

    OptimizerOptions {
        if (interval.isNegative() || interval.isZero() || afterCommits < 1 || retention.isNegative()) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    "an optimizer every " + interval + " or " + afterCommits + " commits, retention " + retention);
        }
    }
}
