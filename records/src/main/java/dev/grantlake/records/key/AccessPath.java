package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.store.StoreException;
import org.jspecify.annotations.Nullable;

import java.util.Base64;

/**
 * The shortest way to the records that answer one question: nowhere, one key, a range of rows, or a range of index
 * entries that lead to rows. A keyspace finds it, a scan walks it. Immutable.
 */
public final class AccessPath {

    private static final AccessPath NOWHERE = new AccessPath(Bytes.EMPTY, Kind.NOWHERE, null, 0, 0);

    /** What lies on the way. */
    public enum Kind {
        NOWHERE,
        POINT,
        ROWS,
        INDEX
    }

    private final Bytes prefix;
    private final Kind kind;
    private final @Nullable RowLink link;
    private final int headerLength;
    private final int components;
    private final RowTest test;

    private AccessPath(Bytes prefix, Kind kind, @Nullable RowLink link, int headerLength, int components) {
        this(prefix, kind, link, headerLength, components, RowTest.ANY);
    }

    private AccessPath(
            Bytes prefix, Kind kind, @Nullable RowLink link, int headerLength, int components, RowTest test) {
        this.prefix = prefix;
        this.kind = kind;
        this.link = link;
        this.headerLength = headerLength;
        this.components = components;
        this.test = test;
    }

    /** The way to nothing: the conditions contradict each other. */
    static AccessPath nowhere() {
        return NOWHERE;
    }

    /** The way to one row. */
    static AccessPath point(Bytes key) {
        return new AccessPath(key, Kind.POINT, null, 0, 0);
    }

    /** The rows of a family of keyspace version 2 whose keys start with {@code prefix}. */
    static AccessPath rows(KeyFamily family, Bytes prefix) {
        return rows(prefix, family.header().length(), family.components());
    }

    /** The rows whose keys start with {@code prefix} and have so many components behind a header of this length. */
    static AccessPath rows(Bytes prefix, int headerLength, int components) {
        return new AccessPath(prefix, Kind.ROWS, null, headerLength, components);
    }

    /** The rows to which the entries of an index of keyspace version 2 lead that start with {@code prefix}. */
    static AccessPath index(IndexFamily index, Bytes prefix, RowLink link) {
        return index(prefix, index.header().length(), index.components(), link);
    }

    /**
     * The rows to which index entries lead that start with {@code prefix} and have so many components behind a header
     * of this length.
     */
    static AccessPath index(Bytes prefix, int headerLength, int components, RowLink link) {
        return new AccessPath(prefix, Kind.INDEX, link, headerLength, components);
    }

    /** The same way, on which only rows count that pass {@code condition} as well. */
    AccessPath where(RowTest condition) {
        return new AccessPath(prefix, kind, link, headerLength, components, test.and(condition));
    }

    public Kind kind() {
        return kind;
    }

    /** The one key of a {@link Kind#POINT}. */
    public Bytes key() {
        return prefix;
    }

    /** The entries to walk: all, or those behind a position. */
    public KeyRange entries(@Nullable Bytes after) {
        KeyRange all = KeyRange.prefix(prefix);
        return after == null ? all : all.after(after);
    }

    /** The key of the row that an entry of a {@link Kind#INDEX} leads to. */
    public Bytes rowKey(Bytes entry) {
        return link == null ? entry : link.rowKey(entry);
    }

    /** Which rows on the way are answers. */
    public RowTest test() {
        return test;
    }

    /** Refuses a position that no walk along this path can have given. */
    public void check(@Nullable Bytes position) {
        if (position == null) {
            return;
        }
        boolean mine = switch (kind) {
            case NOWHERE -> false;
            case POINT -> position.equals(prefix);
            case ROWS, INDEX -> position.startsWith(prefix) && Tuple.splits(position, headerLength, components);
        };
        if (!mine) {
            throw StoreException.invalidPageToken(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(position.toArray()));
        }
    }
}
