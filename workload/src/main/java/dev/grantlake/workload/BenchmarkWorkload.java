package dev.grantlake.workload;

import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Resource;

/**
 * Nothing but grants: no resource types, resources or entitlements stand beside them. Entitlements are
 * {@code app:github:entitlement-0000} and so on of the resource {@code github}, principals {@code user-00000000} and so
 * on.
 *
 * <p>Grant {@code i} is of entitlement {@code i mod E} to principal {@code i div E}. Where the number of principals is
 * given, principals take turns instead, and in each round everyone gets the entitlement behind the last one: grant
 * {@code i} is to principal {@code i mod P}, of entitlement {@code (i mod P + i div P) mod E}.
 */
public final class BenchmarkWorkload implements Workload {

    /** Number of entitlements where none is asked for. */
    public static final int ENTITLEMENTS = 100;

    public static final int MAX_ENTITLEMENTS = 1_000_000;

    private static final int ENTITLEMENT_DIGITS = 4;
    private static final int USER_DIGITS = 8;

    private final int grants;
    private final int entitlements;
    private final int principals;

    private BenchmarkWorkload(int grants, int entitlements, int principals) {
        this.grants = grants;
        this.entitlements = entitlements;
        this.principals = principals;
    }

    /**
     * So many grants of so many entitlements, to as many principals as that takes.
     *
     * @throws IllegalArgumentException unless both are positive, with at most {@value #MAX_ENTITLEMENTS} entitlements
     */
    public static BenchmarkWorkload of(int grants, int entitlements) {
        require(grants, entitlements);
        return new BenchmarkWorkload(grants, entitlements, 0);
    }

    /**
     * So many grants of so many entitlements to so many principals.
     *
     * @throws IllegalArgumentException as {@link #of(int, int)}, and if there are fewer pairs than grants
     */
    public static BenchmarkWorkload of(int grants, int entitlements, int principals) {
        require(grants, entitlements);
        if (principals < 1 || (long) entitlements * principals < grants) {
            throw new IllegalArgumentException(grants + " grants do not fit on " + entitlements + " entitlements and "
                    + principals + " principals");
        }
        return new BenchmarkWorkload(grants, entitlements, principals);
    }

    private static void require(int grants, int entitlements) {
        if (grants < 1 || entitlements < 1 || entitlements > MAX_ENTITLEMENTS) {
            throw new IllegalArgumentException(
                    grants + " grants of " + entitlements + " entitlements; at least 1 of each and at most "
                            + MAX_ENTITLEMENTS + " entitlements are possible");
        }
    }

    @Override
    public int grants() {
        return grants;
    }

    @Override
    public void emit(RecordSink sink) {
        Entitlement[] targets = new Entitlement[Math.min(grants, entitlements)];
        for (int i = 0; i < targets.length; i++) {
            targets[i] =
                    Ids.stub(Ids.stub("app", "github"), Ids.padded("app:github:entitlement-", i, ENTITLEMENT_DIGITS));
        }
        Resource user = Ids.stub("user", Ids.padded("user-", 0, USER_DIGITS));
        int lastPrincipal = 0;
        for (int i = 0; i < grants; i++) {
            int principal = principals == 0 ? i / entitlements : i % principals;
            int target =
                    principals == 0 ? i % entitlements : (int) (((long) principal + i / principals) % entitlements);
            if (principal != lastPrincipal) {
                user = Ids.stub("user", Ids.padded("user-", principal, USER_DIGITS));
                lastPrincipal = principal;
            }
            sink.grant(Ids.grant(targets[target], user).build());
        }
    }
}
