package dev.grantlake.records.inspect;

import java.util.List;
import java.util.Optional;

/**
 * A key taken apart.
 *
 * @param family what the key stands for, for example {@code grant} or {@code index: grant by principal};
 *     {@code unknown} for a key that no layout known here has
 * @param parts its components, decoded; as many as could be made out
 * @param value what its value should hold
 * @param problem what is wrong with the key, if anything
 */
public record InspectedKey(String family, List<Part> parts, ValueForm value, Optional<String> problem) {

    public InspectedKey {
        parts = List.copyOf(parts);
    }

    /** Whether the key is one that a store of today's layout may have. */
    public boolean sound() {
        return problem.isEmpty();
    }
}
