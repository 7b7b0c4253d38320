package dev.grantlake.cli.args;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant: the words that differ least from the one that was given. */
public final class Suggestions {

    /** Above this length nobody mistypes, and comparing would be slow. */
    private static final int LENGTH_MAX = 256;

    /** A shorter beginning says too little. */
    private static final int PREFIX_MIN = 3;

    private record Candidate(String word, int distance) {}

    private Suggestions() {}

    /**
     * The nearest of {@code words}, at most {@code count}, nearest first. A word counts as near up to a third of the
     * length of the one given, and at least up to two changes, where the case of letters does not count; one letter at
     * least must be the same. A word that goes on where the one given ends counts as one change.
     */
    public static List<String> near(String given, Iterable<String> words, int count) {
        int limit = Math.min(Math.max(2, given.length() / 3), Math.max(0, given.length() - 1));
        List<Candidate> candidates = new ArrayList<>();
        if (given.length() > LENGTH_MAX) {
            return List.of();
        }
        for (String word : words) {
            int distance = distance(fold(given), fold(word), limit);
            if (given.length() >= PREFIX_MIN && fold(word).startsWith(fold(given))) {
                distance = Math.min(distance, 1);
            }
            if (distance <= limit && !word.equals(given)) {
                candidates.add(new Candidate(word, distance));
                candidates.sort(Comparator.comparingInt(Candidate::distance));
                if (candidates.size() > count) {
                    candidates.remove(count);
                }
            }
        }
        List<String> near = new ArrayList<>();
        for (Candidate candidate : candidates) {
            near.add(candidate.word);
        }
        return near;
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /**
     * The least number of letters to insert, remove, replace or swap with their neighbour that makes {@code b} of
     * {@code a}; anything above {@code limit} if it is more than that.
     */
    static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, beforePrevious[j - 2] + 1);
                }
                current[j] = cost;
                least = Math.min(least, cost);
            }
            if (least > limit) {
                return limit + 1;
            }
            int[] spare = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
