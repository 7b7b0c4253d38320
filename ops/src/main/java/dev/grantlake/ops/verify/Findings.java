package dev.grantlake.ops.verify;

/** Takes findings as they are made, from several threads at once and in no particular order. */
@FunctionalInterface
public interface Findings {
    void add(Finding finding);
}
