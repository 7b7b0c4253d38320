package dev.grantlake.workload;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.grantlake.wire.connector.v2.AppTrait;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Entitlement.PurposeValue;
import dev.grantlake.wire.connector.v2.GroupTrait;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.connector.v2.ResourceType.Trait;
import dev.grantlake.wire.connector.v2.RoleTrait;
import dev.grantlake.wire.connector.v2.SkipEntitlementsAndGrants;
import dev.grantlake.wire.connector.v2.UserTrait;

import java.util.List;

/**
 * A company: users with a mail address and a manager, groups that are nested, roles that are given to groups, apps.
 * Most access is membership, crowded into few large groups. One generator runs through all kinds of records, so they
 * are made in one go and in this order.
 *
 * <p>Grants are distinct by exact means: see {@link CompanyGrants} for what that takes of the memory.
 */
public final class CompanyWorkload implements Workload {

    public static final int MIN_GRANTS = 100;

    private static final List<String> DEPARTMENTS =
            List.of("Engineering", "Finance", "Legal", "Sales", "Support", "Marketing", "Operations", "Security");
    private static final int LEVELS = 9;
    private static final int TIERS = 4;
    /** One in so many users is disabled. */
    private static final int DISABLED_ONE_IN = 50;

    private static final byte NO_PARENT = -1;

    private final Company company;
    private final int grants;
    private final long seed;

    private CompanyWorkload(Company company, int grants, long seed) {
        this.company = company;
        this.grants = grants;
        this.seed = seed;
    }

    /**
     * A company with so many grants, and a user for ten of them.
     *
     * @throws IllegalArgumentException for fewer than {@value #MIN_GRANTS}
     */
    public static CompanyWorkload of(int grants, long seed) {
        requireEnough(grants);
        return new CompanyWorkload(Company.ofGrants(grants), grants, seed);
    }

    /**
     * The same with another number of users.
     *
     * @throws IllegalArgumentException for fewer than {@value #MIN_GRANTS} grants, or if they are more than half of
     *     what so many users can have
     */
    public static CompanyWorkload of(int grants, int users, long seed) {
        requireEnough(grants);
        Company company = Company.ofGrants(grants).withUsers(users);
        if (users < 1 || (long) users * company.targets() / 2 < grants) {
            throw new IllegalArgumentException(
                    grants + " grants are too many for " + users + " users in " + company.groups() + " groups");
        }
        return new CompanyWorkload(company, grants, seed);
    }

    private static void requireEnough(int grants) {
        if (grants < MIN_GRANTS) {
            throw new IllegalArgumentException("a company has at least " + MIN_GRANTS + " grants, not " + grants);
        }
    }

    @Override
    public int grants() {
        return grants;
    }

    @Override
    public void emit(RecordSink sink) {
        SplitMix64 random = new SplitMix64(seed);
        emitResourceTypes(sink);
        byte[] groupParents = emitResources(random, sink);
        emitEntitlements(groupParents, sink);
        new CompanyGrants(company, grants, groupParents).emit(random, sink);
    }

    private static void emitResourceTypes(RecordSink sink) {
        sink.resourceType(resourceType("user", "User", Trait.TRAIT_USER)
                .addAnnotations(Any.pack(SkipEntitlementsAndGrants.getDefaultInstance()))
                .build());
        sink.resourceType(resourceType("group", "Group", Trait.TRAIT_GROUP).build());
        sink.resourceType(resourceType("role", "Role", Trait.TRAIT_ROLE).build());
        sink.resourceType(resourceType("app", "Application", Trait.TRAIT_APP).build());
    }

    private static ResourceType.Builder resourceType(String id, String displayName, Trait trait) {
        return ResourceType.newBuilder().setId(id).setDisplayName(displayName).addTraits(trait);
    }

    /** Emits resources and gives the number of the app that each group belongs to. */
    private byte[] emitResources(SplitMix64 random, RecordSink sink) {
        for (int i = 0; i < company.apps(); i++) {
            sink.resource(app(i));
        }
        for (int i = 0; i < company.users(); i++) {
            sink.resource(user(i, random));
        }
        byte[] parents = new byte[company.groups()];
        for (int i = 0; i < parents.length; i++) {
            parents[i] = random.below(3) > 0 ? (byte) random.below(company.apps()) : NO_PARENT;
            sink.resource(group(i, parents[i]));
        }
        for (int i = 0; i < company.roles(); i++) {
            sink.resource(role(i));
        }
        return parents;
    }

    private void emitEntitlements(byte[] groupParents, RecordSink sink) {
        for (int i = 0; i < company.groups(); i++) {
            Resource group = group(i, groupParents[i]);
            sink.entitlement(
                    entitlement(group, "member", PurposeValue.PURPOSE_VALUE_ASSIGNMENT, List.of("user", "group")));
            if (company.isOwned(i)) {
                sink.entitlement(entitlement(group, "owner", PurposeValue.PURPOSE_VALUE_PERMISSION, List.of("user")));
            }
        }
        for (int i = 0; i < company.roles(); i++) {
            sink.entitlement(
                    entitlement(role(i), "assigned", PurposeValue.PURPOSE_VALUE_ASSIGNMENT, List.of("user", "group")));
        }
        for (int i = 0; i < company.apps(); i++) {
            sink.entitlement(entitlement(app(i), "access", PurposeValue.PURPOSE_VALUE_PERMISSION, List.of("user")));
        }
    }

    private static Entitlement entitlement(
            Resource owner, String slug, PurposeValue purpose, List<String> grantableTo) {
        Entitlement.Builder entitlement = Entitlement.newBuilder()
                .setResource(owner)
                .setId(Company.entitlementId(
                        owner.getId().getResourceType(), owner.getId().getResource(), slug))
                .setDisplayName(owner.getDisplayName() + " " + slug)
                .setPurpose(purpose)
                .setSlug(slug);
        for (String type : grantableTo) {
            entitlement.addGrantableTo(ResourceType.newBuilder().setId(type));
        }
        return entitlement.build();
    }

    private static Resource app(int number) {
        AppTrait trait =
                AppTrait.newBuilder().setHelpUrl("https://example.com/help").build();
        return resource("app", Company.app(number), Ids.padded("App ", number, 2), trait)
                .build();
    }

    private static Resource user(int number, SplitMix64 random) {
        String department = DEPARTMENTS.get(random.below(DEPARTMENTS.size()));
        boolean disabled = random.below(DISABLED_ONE_IN) == 0;
        int level = random.below(LEVELS);
        String manager = Company.user(random.below(number + 1));
        String id = Company.user(number);
        UserTrait trait = UserTrait.newBuilder()
                .addEmails(UserTrait.Email.newBuilder()
                        .setAddress(id + "@example.com")
                        .setIsPrimary(true))
                .setStatus(UserTrait.Status.newBuilder()
                        .setStatus(
                                disabled
                                        ? UserTrait.Status.Value.STATUS_DISABLED
                                        : UserTrait.Status.Value.STATUS_ENABLED))
                .setProfile(Struct.newBuilder()
                        .putFields("department", text(department))
                        .putFields("level", number(level))
                        .putFields("manager", text(manager)))
                .setLogin(id)
                .build();
        return resource("user", id, Ids.padded("User ", number, 6), trait).build();
    }

    private static Resource group(int number, byte parent) {
        Resource.Builder group = resource(
                        "group",
                        Company.group(number),
                        Ids.padded("Group ", number, 4),
                        GroupTrait.getDefaultInstance())
                .setDescription("synthetic group");
        if (parent != NO_PARENT) {
            group.setParentResourceId(Ids.resourceId("app", Company.app(parent)));
        }
        return group.build();
    }

    private static Resource role(int number) {
        RoleTrait trait = RoleTrait.newBuilder()
                .setProfile(Struct.newBuilder().putFields("tier", number(number % TIERS)))
                .build();
        return resource("role", Company.role(number), Ids.padded("Role ", number, 3), trait)
                .build();
    }

    private static Resource.Builder resource(String type, String id, String displayName, Message trait) {
        return Resource.newBuilder()
                .setId(Ids.resourceId(type, id))
                .setDisplayName(displayName)
                .addAnnotations(Any.pack(trait));
    }

    /** A group as the principal of a grant: its id, and the app it belongs to. */
    static Resource groupStub(int number, byte parent) {
        Resource stub = Ids.stub("group", Company.group(number));
        return parent == NO_PARENT
                ? stub
                : stub.toBuilder()
                        .setParentResourceId(Ids.resourceId("app", Company.app(parent)))
                        .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }
}
