package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.encode.EntitlementPieces;
import dev.grantlake.records.encode.GrantEncoder;
import dev.grantlake.records.encode.GrantParts;

import java.nio.file.Path;

/**
 * Takes grants in: numbers for their entitlements, principals and times, and a row of the log for each. Belongs to one
 * thread at a time, which closes it.
 */
final class GrantIntake implements AutoCloseable {

    private static final int RECENT_ENTITLEMENTS = 1 << 10;
    private static final int FIRST_PLAIN_CHAR = 2;
    private static final int FIRST_FOREIGN_CHAR = 0x80;

    private final IdTable entitlements;
    /** The references of {@link #entitlements}, under the same numbers. */
    private final IdTable entitlementRefs;

    private final IdTable principals;
    private final IdTable times;
    private final GrantLog log;
    private final PendingGrants pending;

    /** By a hash of the identity: saves putting the same few together again and again. */
    private final RecentEntitlement[] recent = new RecentEntitlement[RECENT_ENTITLEMENTS];

    private final ByteSink remainder = new ByteSink();
    private byte[] scratch = new byte[256];

    private record RecentEntitlement(String type, String resource, String id, int number) {

        boolean is(GrantParts grant) {
            return id.equals(grant.entitlementId())
                    && resource.equals(grant.entitlementResource())
                    && type.equals(grant.entitlementType());
        }
    }

    /**
     * An intake without grants.
     *
     * @param folder where the log goes if it does not fit in memory
     * @param memoryBytes what the log may take of it
     * @param seed any number that outsiders do not know
     */
    GrantIntake(Path folder, long memoryBytes, long seed) {
        this.entitlements = new IdTable(seed);
        this.entitlementRefs = new IdTable(seed);
        this.principals = new IdTable(seed);
        this.times = new IdTable(seed);
        this.log = new GrantLog(folder, memoryBytes);
        this.pending = new PendingGrants(principals, log);
    }

    /** The number of an instant for {@link #add}. */
    int time(Bytes encoded) {
        return times.intern(encoded.array(), encoded.offset(), encoded.length());
    }

    /**
     * Adds a grant.
     *
     * @param time the number of the instant when it was discovered
     */
    void add(GrantParts grant, int time) {
        int entitlement = entitlement(grant);
        if (!grant.parentId().isEmpty() || !grant.parentType().isEmpty()) {
            grant.keepPrincipal();
        }
        remainder.clear();
        grant.writeRemainder(remainder);
        String type = grant.principalType();
        String id = grant.principalId();
        int length = type.length() + 1 + id.length();
        if (length > scratch.length) {
            scratch = new byte[Math.max(length, 2 * scratch.length)];
        }
        if (isPlain(type, 0) && isPlain(id, type.length() + 1)) {
            scratch[type.length()] = 0;
            pending.add(entitlement, scratch, 0, length, time, remainder);
        } else {
            Bytes components = grant.principal().components();
            pending.add(entitlement, components.array(), components.offset(), components.length(), time, remainder);
        }
    }

    IdTable entitlements() {
        return entitlements;
    }

    IdTable entitlementRefs() {
        return entitlementRefs;
    }

    /** Those of all grants so far. */
    IdTable principals() {
        pending.settle();
        return principals;
    }

    /** The instants as {@link GrantEncoder#compose} takes them. */
    IdTable times() {
        return times;
    }

    /** All grants so far. */
    GrantLog log() {
        pending.settle();
        return log;
    }

    @Override
    public void close() {
        log.close();
    }

    private int entitlement(GrantParts grant) {
        int slot = (grant.entitlementId().hashCode()
                        + 31 * grant.entitlementResource().hashCode())
                & RECENT_ENTITLEMENTS - 1;
        RecentEntitlement known = recent[slot];
        if (known != null && known.is(grant)) {
            return known.number();
        }
        EntitlementPieces pieces = grant.entitlement();
        int number = intern(entitlements, pieces.components());
        if (number == entitlementRefs.size()) {
            intern(entitlementRefs, pieces.ref());
        }
        recent[slot] = new RecentEntitlement(
                grant.entitlementType(), grant.entitlementResource(), grant.entitlementId(), number);
        return number;
    }

    /**
     * Copies a text to {@link #scratch} if its form in keys is one byte for each of its chars, which is so for nearly
     * all. For a text of other chars what is copied is of no use.
     */
    private boolean isPlain(String text, int at) {
        byte[] target = scratch;
        int least = Character.MAX_VALUE;
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            target[at + i] = (byte) c;
            all |= c;
            least = Math.min(least, c);
        }
        return least >= FIRST_PLAIN_CHAR && all < FIRST_FOREIGN_CHAR;
    }

    private static int intern(IdTable table, Bytes string) {
        return table.intern(string.array(), string.offset(), string.length());
    }
}
