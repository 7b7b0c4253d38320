package dev.grantlake.workload;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantMetadata;

import java.util.HashSet;
import java.util.Set;

/**
 * The grants of a company: nested groups first, then roles of groups, then what users have, until there are enough. A
 * pair that comes up again is passed over; its draws are used up all the same.
 */
final class CompanyGrants {

    /** One nesting for so many groups. */
    private static final int GROUPS_A_NESTING = 8;

    private static final int GRANTS_A_ROLE = 3;
    /** One nesting in so many counts direct members only. */
    private static final int SHALLOW_ONE_IN = 5;

    private static final Any OWNERSHIP = Any.pack(GrantMetadata.newBuilder()
            .setMetadata(Struct.newBuilder()
                    .putFields(
                            "reason", Value.newBuilder().setStringValue("owner").build()))
            .build());

    private final Company company;
    private final int grants;
    private final byte[] groupParents;
    private final TargetStubs stubs;

    CompanyGrants(Company company, int grants, byte[] groupParents) {
        this.company = company;
        this.grants = grants;
        this.groupParents = groupParents;
        this.stubs = new TargetStubs(company);
    }

    void emit(SplitMix64 random, RecordSink sink) {
        int nested = emitNested(random, sink);
        UserDraws draws = new UserDraws(company, random, UserDraws.PAIRS_A_PASS);
        draws.forEachDistinct(Math.max(0, grants - nested), (user, target) -> {
            Entitlement entitlement = stubs.get(target);
            Grant.Builder grant = Ids.grant(entitlement, Ids.stub("user", Company.user(user)));
            if (company.isOwnership(target)) {
                grant.addAnnotations(OWNERSHIP);
            }
            sink.grant(grant.build());
        });
    }

    /** Emits the grants to groups and gives their number. */
    private int emitNested(SplitMix64 random, RecordSink sink) {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < company.groups() / GROUPS_A_NESTING; i++) {
            int child = 1 + random.below(company.groups() - 1);
            // The parent's number is lower than the child's, so nesting has no circles.
            int parent = random.below(child);
            boolean shallow = random.below(SHALLOW_ONE_IN) == 0;
            emitToGroup(company.memberOf(parent), child, shallow, seen, sink);
        }
        for (int i = 0; i < company.roles() * GRANTS_A_ROLE; i++) {
            int group = random.below(company.groups());
            int role = random.below(company.roles());
            emitToGroup(company.assignedOf(role), group, false, seen, sink);
        }
        return seen.size();
    }

    private void emitToGroup(int target, int group, boolean shallow, Set<Long> seen, RecordSink sink) {
        if (!seen.add((long) target * company.groups() + group)) {
            return;
        }
        GrantExpandable expandable = GrantExpandable.newBuilder()
                .addEntitlementIds(Company.entitlementId("group", Company.group(group), "member"))
                .setShallow(shallow)
                .addResourceTypeIds("user")
                .build();
        sink.grant(Ids.grant(stubs.get(target), CompanyWorkload.groupStub(group, groupParents[group]))
                .addAnnotations(Any.pack(expandable))
                .build());
    }

    /** Stubs of entitlements, of which those of the large groups are wanted again and again. */
    private static final class TargetStubs {

        private static final int SLOTS = 1 << 13;

        private final Company company;
        private final Entitlement[] stubs = new Entitlement[SLOTS];
        private final int[] targets = new int[SLOTS];

        TargetStubs(Company company) {
            this.company = company;
        }

        Entitlement get(int target) {
            int slot = target & (SLOTS - 1);
            if (stubs[slot] == null || targets[slot] != target) {
                String type = company.typeOf(target);
                String id = company.resourceOf(target);
                stubs[slot] = Ids.stub(Ids.stub(type, id), Company.entitlementId(type, id, company.slugOf(target)));
                targets[slot] = target;
            }
            return stubs[slot];
        }
    }
}
