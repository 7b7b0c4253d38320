package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.row.KeyOrigin;
import org.jspecify.annotations.Nullable;

/**
 * All entitlements of a store of {@link KeyLayout#IDENTITIES} in the order of keys, each once: those that have a row
 * and those that only grants name. Of grants it touches one for each entitlement. Belongs to one thread, which closes
 * it.
 */
public final class EntitlementWalk implements AutoCloseable {

    private static final int COMPONENTS = KeyFamily.ENTITLEMENT.components();
    private static final int HEADER = KeyFamily.GRANT.header().length();

    private final String file;
    private final Cursor rows;
    private final Cursor grants;
    private @Nullable Bytes nextRow;
    private @Nullable Bytes nextGranted;
    private Bytes present = Bytes.EMPTY;

    /**
     * Stands before the first.
     *
     * @param file the store as error messages name it
     */
    public EntitlementWalk(KeyValueReader reader, String file) {
        this.file = file;
        this.rows = reader.cursor(KeyRange.prefix(KeyFamily.ENTITLEMENT.header()));
        this.grants = reader.cursor(KeyRange.prefix(KeyFamily.GRANT.header()));
        this.nextRow = rows.first() ? rows.key().copy().from(HEADER + 1) : null;
        this.nextGranted = grants.first() ? granted() : null;
    }

    /** The entitlement of a grant, as the four components stand in its key; {@code file} names the store in errors. */
    public static Bytes ofGrant(Bytes grant, String file) {
        return Tuple.of(grant, HEADER, KeyFamily.GRANT.components(), new KeyOrigin(file, grant))
                .span(0, COMPONENTS);
    }

    /** The range of the rows of its grants, or of its entries in an index that goes on with the entitlement. */
    public static KeyRange range(Bytes header, Bytes entitlement) {
        return KeyRange.prefix(
                new KeyBuilder(header).encoded(entitlement).separator().toKey());
    }

    /** Moves to the next entitlement, if there is one. */
    public boolean next() {
        Bytes row = nextRow;
        Bytes granted = nextGranted;
        if (row == null && granted == null) {
            return false;
        }
        int order = row == null ? 1 : granted == null ? -1 : row.compareTo(granted);
        if (order <= 0 && row != null) {
            present = row;
            nextRow = rows.next() ? rows.key().copy().from(HEADER + 1) : null;
        }
        if (order >= 0 && granted != null) {
            present = granted;
            Bytes behind = range(KeyFamily.GRANT.header(), granted).to();
            nextGranted = behind != null && grants.seekGe(behind) ? granted() : null;
        }
        return true;
    }

    /** The four components of its identity, as they stand in keys. */
    public Bytes entitlement() {
        return present;
    }

    private Bytes granted() {
        return ofGrant(grants.key().copy(), file);
    }

    @Override
    public void close() {
        try (rows) {
            grants.close();
        }
    }
}
