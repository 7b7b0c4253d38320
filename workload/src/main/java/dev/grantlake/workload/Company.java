package dev.grantlake.workload;

/**
 * How many of everything a company has, and what they are called.
 *
 * @param users people, at least 1
 * @param groups at least 2
 * @param roles at least 1
 * @param apps at least 1
 */
record Company(int users, int groups, int roles, int apps) {

    /** So many groups lie between two that have an owner. */
    private static final int OWNED_GROUP_STEP = 10;

    private static final int USERS_DIVISOR = 10;
    private static final int GROUPS_DIVISOR = 250;
    private static final int GROUPS_MIN = 20;
    private static final int ROLES_DIVISOR = 2000;
    private static final int ROLES_MIN = 5;
    private static final int APPS = 5;

    /** The company that has so many grants: one user for ten of them. */
    static Company ofGrants(int grants) {
        return new Company(
                grants / USERS_DIVISOR,
                Math.max(grants / GROUPS_DIVISOR, GROUPS_MIN),
                Math.max(grants / ROLES_DIVISOR, ROLES_MIN),
                APPS);
    }

    Company withUsers(int users) {
        return new Company(users, groups, roles, apps);
    }

    /** Owner entitlements: every tenth group has one, the first among them. */
    int owners() {
        return (groups + OWNED_GROUP_STEP - 1) / OWNED_GROUP_STEP;
    }

    boolean isOwned(int group) {
        return group % OWNED_GROUP_STEP == 0;
    }

    /**
     * How many entitlements users can get: memberships, ownerships, roles. They are numbered in this order, for whoever
     * must tell them apart.
     */
    int targets() {
        return groups + owners() + roles;
    }

    int memberOf(int group) {
        return group;
    }

    int ownerOf(int owner) {
        return groups + owner;
    }

    int assignedOf(int role) {
        return groups + owners() + role;
    }

    boolean isOwnership(int target) {
        return target >= groups && target < groups + owners();
    }

    /** The type of the resource that a numbered entitlement is on. */
    String typeOf(int target) {
        return target < groups + owners() ? "group" : "role";
    }

    /** The id of that resource. */
    String resourceOf(int target) {
        if (target < groups) {
            return group(target);
        }
        return isOwnership(target) ? group((target - groups) * OWNED_GROUP_STEP) : role(target - groups - owners());
    }

    String slugOf(int target) {
        if (target < groups) {
            return "member";
        }
        return isOwnership(target) ? "owner" : "assigned";
    }

    static String user(int number) {
        return Ids.padded("u", number, 6);
    }

    static String group(int number) {
        return Ids.padded("g", number, 4);
    }

    static String role(int number) {
        return Ids.padded("r", number, 3);
    }

    static String app(int number) {
        return Ids.padded("a", number, 2);
    }

    static String entitlementId(String type, String id, String slug) {
        return type + ":" + id + ":" + slug;
    }
}
