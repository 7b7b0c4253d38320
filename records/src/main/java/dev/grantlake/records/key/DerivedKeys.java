package dev.grantlake.records.key;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;

import java.util.Set;

/**
 * The index entries that a row owes: one pure function for each kind of record. Whoever puts, deletes, rebuilds or
 * verifies asks here, so an index can always be made again and always be checked. See docs/formats/records.md.
 */
public final class DerivedKeys {

    /** Takes the entries, in no particular order. */
    @FunctionalInterface
    public interface Sink {
        void entry(IndexFamily index, Bytes key, Bytes value);
    }

    private DerivedKeys() {}

    /** The entry of a resource with a parent that has an id; a type alone is no parent. */
    public static void ofResource(Row resource, Sink sink) {
        WireMessage parent = resource.message().message(ResourceRecord.PARENT_FIELD_NUMBER);
        if (parent == null) {
            return;
        }
        String id = parent.text(ResourceRef.RESOURCE_ID_FIELD_NUMBER);
        if (!id.isEmpty()) {
            String type = parent.text(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER);
            Bytes key = new IndexKeys(resource.file()).byParent(resource.key(), type, id);
            sink.entry(IndexFamily.RESOURCE_BY_PARENT, key, Bytes.EMPTY);
        }
    }

    /**
     * The entries of a grant.
     *
     * @param wanted which of the live indexes over grants; the hash index exists only in a sealed sync
     */
    public static void ofGrant(Row grant, Set<IndexFamily> wanted, Sink sink) {
        GrantComponents parts = GrantComponents.of(grant.key(), grant);
        if (wanted.contains(IndexFamily.GRANT_BY_PRINCIPAL)) {
            sink.entry(IndexFamily.GRANT_BY_PRINCIPAL, parts.byPrincipal(), Bytes.EMPTY);
        }
        if (wanted.contains(IndexFamily.GRANT_NEEDS_EXPANSION)
                && grant.message().flag(GrantRecord.NEEDS_EXPANSION_FIELD_NUMBER)) {
            sink.entry(IndexFamily.GRANT_NEEDS_EXPANSION, parts.needsExpansion(), Bytes.EMPTY);
        }
        if (wanted.contains(IndexFamily.PRINCIPAL_HASH)) {
            GrantHash hash = GrantHash.of(parts, grant);
            sink.entry(IndexFamily.PRINCIPAL_HASH, parts.principalHash(hash.bucket()), bigEndian(hash.content()));
        }
    }

    /**
     * The key of the row that owes an index entry, whether there is such a row or not.
     *
     * @param file the store as error messages name it
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if {@code entry} has not the form of this
     *     index
     */
    public static Bytes rowOf(IndexFamily index, Bytes entry, String file) {
        IndexKeys keys = new IndexKeys(file);
        return switch (index) {
            case RESOURCE_BY_PARENT -> keys.child(entry);
            case GRANT_BY_PRINCIPAL -> keys.grantByPrincipal(entry);
            case GRANT_NEEDS_EXPANSION -> keys.grantNeedingExpansion(entry);
            case PRINCIPAL_HASH -> keys.grantByPrincipalHash(entry);
            default -> throw new IllegalArgumentException(index + " is retired");
        };
    }

    private static Bytes bigEndian(long value) {
        byte[] bytes = new byte[Long.BYTES];
        BigEndian.putLong(bytes, 0, value);
        return Bytes.wrap(bytes);
    }
}
