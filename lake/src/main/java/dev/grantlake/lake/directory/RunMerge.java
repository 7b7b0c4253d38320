package dev.grantlake.lake.directory;

import java.util.function.LongBinaryOperator;

/** Two runs made into one. */
final class RunMerge {

    private RunMerge() {}

    /**
     * The keys of both.
     *
     * @param choice what stands for a key that both have, by what {@code left} and {@code right} have for it
     */
    static KeyRun merge(KeyRun left, KeyRun right, LongBinaryOperator choice) {
        if (left.count() == 0 || right.count() == 0) {
            return left.count() == 0 ? right : left;
        }
        KeyRunBuilder merged = new KeyRunBuilder(
                Math.addExact(left.count(), right.count()), (long) left.keyBytes() + right.keyBytes());
        int l = 0;
        int r = 0;
        while (l < left.count() && r < right.count()) {
            int order = left.compare(l, right, r);
            if (order < 0) {
                left.copyTo(merged, l++);
            } else if (order > 0) {
                right.copyTo(merged, r++);
            } else {
                left.copyTo(merged, l, choice.applyAsLong(left.entry(l), right.entry(r)));
                l++;
                r++;
            }
        }
        while (l < left.count()) {
            left.copyTo(merged, l++);
        }
        while (r < right.count()) {
            right.copyTo(merged, r++);
        }
        return merged.build();
    }
}
