package dev.grantlake.cli;

import dev.grantlake.store.Grant;

import java.util.ArrayList;
import java.util.List;

/**
 * Why somebody has an entitlement, as far as the grant tells: the connector reported it, or expansion derived it from
 * other entitlements.
 *
 * @param direct whether it was granted itself, and not only through others
 * @param through ids of the other entitlements that carry it along
 * @param expandable whether it carries along to the holders of the principal's own entitlements
 */
record Provenance(boolean direct, List<String> through, boolean expandable) {

    static Provenance of(Grant grant) {
        List<String> through = new ArrayList<>();
        // Without sources no expansion has touched the grant; else its own entitlement among them means direct.
        boolean direct = grant.sources().isEmpty();
        for (Grant.Source source : grant.sources()) {
            if (source.entitlementId().equals(grant.entitlement().id())) {
                direct = true;
            } else {
                through.add(source.entitlementId());
            }
        }
        return new Provenance(direct, List.copyOf(through), grant.expansion().isPresent());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(direct ? "direct" : "");
        if (!through.isEmpty()) {
            text.append(direct ? ", via " : "via ").append(String.join(", ", through));
        }
        return text.append(expandable ? " (expandable)" : "").toString();
    }
}
