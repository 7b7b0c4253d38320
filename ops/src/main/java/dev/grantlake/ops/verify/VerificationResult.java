package dev.grantlake.ops.verify;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a verification came to.
 *
 * @param readable whether there was anything to look into; if not, the one error says why
 * @param counts how many findings of each code there were, also beyond those that were handed out
 */
public record VerificationResult(boolean readable, Map<FindingCode, Long> counts) {

    public VerificationResult {
        Map<FindingCode, Long> copy = new EnumMap<>(FindingCode.class);
        copy.putAll(counts);
        counts = Collections.unmodifiableMap(copy);
    }

    /** How many findings there were of a severity. */
    public long count(Severity severity) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().severity() == severity)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
