package dev.grantlake.ops.verify;

import dev.grantlake.store.OpenOptions;

import java.util.function.Consumer;

/**
 * How a verification is done.
 *
 * @param open how the file is opened: cache, metrics, temporary folder, environment
 * @param threads how many parts are looked at at the same time, at least 1
 * @param maxOfCode the most findings of one code that are handed out; all are counted
 * @param seed of the sums by which indexes are compared. A file cannot be made to deceive a seed that its maker does
 *     not know
 * @param progress is told which layer comes next
 */
public record VerificationOptions(OpenOptions open, int threads, long maxOfCode, long seed, Consumer<Layer> progress) {

    public VerificationOptions {
        if (threads < 1 || maxOfCode < 1) {
            throw new IllegalArgumentException("threads " + threads + ", maxOfCode " + maxOfCode);
        }
    }
}
