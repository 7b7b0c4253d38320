package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;
import dev.grantlake.store.EntitlementKey;

import java.util.Optional;

/**
 * The key of a digest node: {@code 03 0a 08 00 partition 00 level bucket}. A partition is the four components of an
 * entitlement's identity as they stand in keys, escaped once more to make one component; that of the whole file is
 * empty. Level and bucket are raw bytes. See docs/formats/records.md.
 *
 * @param entitlement whose grants it sums up; empty for the whole file
 * @param level what kind of node it is
 * @param bucket of a leaf: the first of the 16-bit bucket hashes it covers; otherwise 0
 */
public record DigestKey(Optional<EntitlementKey> entitlement, Level level, int bucket) {

    /** The kinds of nodes, by the byte in the key. */
    public enum Level {
        /** The digest of all grants of one entitlement, with the width of its leaves. */
        ROOT(0x00, "root"),
        /** The digest of the grants in one bucket of an entitlement. */
        LEAF(0x01, "leaf"),
        /** The digest of all grants. */
        WHOLE(0x02, "whole");

        private final byte code;
        private final String label;

        Level(int code, String label) {
            this.code = (byte) code;
            this.label = label;
        }

        /** Its name in listings. */
        public String label() {
            return label;
        }
    }

    /** The index whose entries the digests sum up stands in each key. */
    private static final Bytes HEADER =
            KeyFamily.DIGEST.header().plus(Bytes.wrap(new byte[] {IndexFamily.PRINCIPAL_HASH.code()}));

    /** The key of the digest of all grants. */
    public static Bytes whole() {
        return node(Bytes.EMPTY, Level.WHOLE);
    }

    /** The key of the digest of one entitlement's grants. */
    public static Bytes root(EntitlementKey entitlement) {
        EntitlementIdentity identity = EntitlementIdentity.of(entitlement);
        Bytes key = KeyBuilder.of(KeyFamily.ENTITLEMENT).entitlement(identity).toKey();
        return root(key.from(KeyFamily.ENTITLEMENT.header().length() + 1));
    }

    /**
     * The key of the digest of one entitlement's grants.
     *
     * @param partition the four components of the entitlement as they stand in keys, with the separators between them
     */
    public static Bytes root(Bytes partition) {
        return node(partition, Level.ROOT);
    }

    /**
     * The key of the digest of the grants in one bucket.
     *
     * @param partition as {@link #root(Bytes)} takes it
     * @param bucket the first of the 16-bit bucket hashes it covers
     */
    public static Bytes leaf(Bytes partition, int bucket) {
        return node(partition, Level.LEAF).plus(Bytes.wrap(new byte[] {(byte) (bucket >>> Byte.SIZE), (byte) bucket}));
    }

    /** The nodes of one entitlement; {@code partition} as {@link #root(Bytes)} takes it. */
    public static KeyRange nodes(Bytes partition) {
        Bytes root = root(partition);
        return KeyRange.prefix(root.slice(0, root.length() - 1));
    }

    /** All nodes but that of the whole file, whose partition is empty and thus comes before all others. */
    public static KeyRange partitions() {
        Bytes end = KeyRange.prefix(HEADER.plus(Bytes.wrap(new byte[] {TupleCodec.SEPARATOR})))
                .to();
        return new KeyRange(HEADER.plus(Bytes.wrap(new byte[] {TupleCodec.SEPARATOR, 0x01})), end);
    }

    /**
     * The partition of a node, as {@link #root(Bytes)} takes it.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if {@code key} is not the key of a node
     */
    public static Bytes partition(String file, Bytes key) {
        Origin origin = new KeyOrigin(file, key);
        int separator = key.startsWith(HEADER) ? separatorAfter(key, HEADER.length() + 1) : -1;
        if (separator < 0) {
            throw origin.corrupt("the key of a digest node", "another form");
        }
        return TupleCodec.decode(key.slice(HEADER.length() + 1, separator - HEADER.length() - 1), origin);
    }

    private static Bytes node(Bytes partition, Level level) {
        return KeyBuilder.of(KeyFamily.DIGEST)
                .append(HEADER.from(KeyFamily.DIGEST.header().length()))
                .encoded(TupleCodec.encode(partition))
                .encoded(Bytes.wrap(new byte[] {level.code}))
                .toKey();
    }

    /** Takes a key of the digest family apart. */
    public static DigestKey of(String file, Bytes key) {
        Origin origin = new KeyOrigin(file, key);
        int separator = key.startsWith(HEADER) ? separatorAfter(key, HEADER.length() + 1) : -1;
        if (separator < 0 || key.at(HEADER.length()) != TupleCodec.SEPARATOR || separator + 1 == key.length()) {
            throw origin.corrupt("the key of a digest node", "another form");
        }
        Bytes partition = TupleCodec.decode(key.slice(HEADER.length() + 1, separator - HEADER.length() - 1), origin);
        Bytes bucket = key.from(separator + 2);
        byte level = key.at(separator + 1);
        if (level == Level.ROOT.code && bucket.isEmpty()) {
            return new DigestKey(Optional.of(KeyspaceV2.entitlement(partition, origin)), Level.ROOT, 0);
        }
        if (level == Level.LEAF.code && bucket.length() == Short.BYTES) {
            int first = (bucket.at(0) & 0xff) << 8 | (bucket.at(1) & 0xff);
            return new DigestKey(Optional.of(KeyspaceV2.entitlement(partition, origin)), Level.LEAF, first);
        }
        if (level == Level.WHOLE.code && bucket.isEmpty() && partition.isEmpty()) {
            return new DigestKey(Optional.empty(), Level.WHOLE, 0);
        }
        throw origin.corrupt("level 0, 1 or 2 with its bucket", "level " + level + " and " + bucket.toHex());
    }

    private static int separatorAfter(Bytes key, int from) {
        for (int i = from; i < key.length(); i++) {
            if (key.at(i) == TupleCodec.SEPARATOR) {
                return i;
            }
        }
        return -1;
    }
}
