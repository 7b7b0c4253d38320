package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.records.key.AccessPath;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.wire.storage.v3.GrantRecord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds grants by bare ids. A grant's key holds its identity and not its id, but most ids are made of that identity,
 * its parts joined by colons; so every way to cut an id at colons is a candidate. Candidates must not be too many,
 * exactly one may answer, and where none does, all grants are walked and their stored ids compared. Thread-safe.
 */
final class GrantIds {

    /** With more colons an id counts as ambiguous. */
    static final int MAX_COLONS = 64;

    /** With more candidates an id counts as ambiguous. */
    static final int MAX_CANDIDATES = 4096;

    private final Keyspace keyspace;
    private final PathWalker walker;
    private final EntitlementIds entitlementIds;

    GrantIds(Keyspace keyspace, PathWalker walker, EntitlementIds entitlementIds) {
        this.keyspace = keyspace;
        this.walker = walker;
        this.entitlementIds = entitlementIds;
    }

    /** The row of the one grant with this id. */
    Optional<Row> find(String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        int[] colons = colons(id);
        if (colons.length >= 2) {
            if (colons.length > MAX_COLONS) {
                throw ambiguous("grant", id, "it has more than " + MAX_COLONS + " colons");
            }
            Optional<Row> hit = only(id, hits(id, candidates(id, colons)));
            if (hit.isPresent()) {
                return hit;
            }
        }
        return only(id, stored(id));
    }

    /**
     * The one entitlement with this id; where none is catalogued, the one under which grants lie that the id can be cut
     * into.
     */
    Optional<EntitlementKey> entitlement(String id) {
        List<EntitlementKey> catalogued = entitlementIds.find(id);
        List<EntitlementKey> found = catalogued.isEmpty() ? granted(id) : catalogued;
        if (found.size() > 1) {
            throw ambiguous(
                    "entitlement",
                    id,
                    "it may stand on " + found.get(0).resource() + " and on "
                            + found.get(1).resource());
        }
        return found.stream().findFirst();
    }

    private List<EntitlementKey> granted(String id) {
        int[] colons = colons(id);
        if (colons.length > MAX_COLONS) {
            throw ambiguous("entitlement", id, "it has more than " + MAX_COLONS + " colons");
        }
        List<EntitlementKey> found = new ArrayList<>();
        for (int i = 0; i < colons.length; i++) {
            for (int j = i + 1; j < colons.length; j++) {
                EntitlementKey candidate = stripped(id, colons[i], colons[j], id.length());
                if (hasGrants(candidate)) {
                    found.add(candidate);
                }
            }
        }
        return found;
    }

    private boolean hasGrants(EntitlementKey entitlement) {
        AccessPath path = keyspace.grants(GrantFilter.ALL.withEntitlement(entitlement));
        try (Cursor cursor = walker.reader().cursor(path.entries(null))) {
            return cursor.first();
        }
    }

    /** The identities that an id may have been made of. */
    private Set<GrantKey> candidates(String id, int[] colons) {
        Set<GrantKey> candidates = new LinkedHashSet<>();
        for (int i = 0; i < colons.length - 1; i++) {
            for (EntitlementKey entitlement : entitlementIds.find(id.substring(0, colons[i]))) {
                for (int j = i + 1; j < colons.length; j++) {
                    add(candidates, id, new GrantKey(entitlement, principal(id, colons[i], colons[j])));
                }
            }
        }
        for (int k = 0; k < colons.length - 3; k++) {
            for (int l = k + 1; l < colons.length - 2; l++) {
                for (int i = l + 1; i < colons.length - 1; i++) {
                    EntitlementKey entitlement = stripped(id, colons[k], colons[l], colons[i]);
                    for (int j = i + 1; j < colons.length; j++) {
                        add(candidates, id, new GrantKey(entitlement, principal(id, colons[i], colons[j])));
                    }
                }
            }
        }
        return candidates;
    }

    private static void add(Set<GrantKey> candidates, String id, GrantKey candidate) {
        candidates.add(candidate);
        if (candidates.size() > MAX_CANDIDATES) {
            throw ambiguous("grant", id, "it can be cut in more than " + MAX_CANDIDATES + " ways");
        }
    }

    /** The entitlement whose id is {@code id[0, end)}, on the resource whose type and id the two colons end. */
    private static EntitlementKey stripped(String id, int typeEnd, int resourceEnd, int end) {
        ResourceId resource = new ResourceId(id.substring(0, typeEnd), id.substring(typeEnd + 1, resourceEnd));
        return new EntitlementKey(resource, id.substring(0, end));
    }

    private static ResourceId principal(String id, int entitlementEnd, int typeEnd) {
        return new ResourceId(id.substring(entitlementEnd + 1, typeEnd), id.substring(typeEnd + 1));
    }

    /** The candidates that are there and do not bear another id. */
    private List<Row> hits(String id, Set<GrantKey> candidates) {
        Bytes wanted = Bytes.utf8(id);
        Map<Bytes, Row> hits = new LinkedHashMap<>();
        for (GrantKey candidate : candidates) {
            Row row = walker.get(keyspace.grant(candidate).key());
            if (row != null) {
                Bytes stored = row.message().bytes(GrantRecord.EXTERNAL_ID_FIELD_NUMBER);
                if (stored.isEmpty() || stored.equals(wanted)) {
                    hits.put(row.key(), row);
                }
            }
        }
        return List.copyOf(hits.values());
    }

    /** The grants that bear this id, found by walking all; no more than two, since two are too many. */
    private List<Row> stored(String id) {
        Bytes wanted = Bytes.utf8(id);
        List<Row> found = new ArrayList<>();
        try (Cursor cursor =
                walker.reader().cursor(keyspace.grants(GrantFilter.ALL).entries(null))) {
            for (boolean more = cursor.first(); more && found.size() < 2; more = cursor.next()) {
                Row row = new Row(
                        walker.file(), cursor.key().retain(), cursor.value().retain());
                if (row.message().bytes(GrantRecord.EXTERNAL_ID_FIELD_NUMBER).equals(wanted)) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    private Optional<Row> only(String id, List<Row> rows) {
        if (rows.size() > 1) {
            throw ambiguous(
                    "grant",
                    id,
                    "it may be of " + keyspace.grantKey(rows.get(0)).entitlement() + " and of "
                            + keyspace.grantKey(rows.get(1)).entitlement());
        }
        return rows.stream().findFirst();
    }

    private static int[] colons(String id) {
        return IntStream.range(0, id.length()).filter(i -> id.charAt(i) == ':').toArray();
    }

    private static StoreException ambiguous(String what, String id, String why) {
        return StoreException.failedPrecondition(what + " id \"" + id + "\" is ambiguous: " + why);
    }
}
