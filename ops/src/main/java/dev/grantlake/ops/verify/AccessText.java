package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.inspect.InspectedKey;
import dev.grantlake.records.inspect.KeyInspector;
import dev.grantlake.records.inspect.Part;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.KeyOrigin;

import java.util.List;

/** Says in the words of the records whose access a key is about. */
final class AccessText {

    /** Takes keys of keyspace version 2 apart. */
    static final KeyInspector KEYS = new KeyInspector(KeyLayout.IDENTITIES);

    private static final int PRINCIPAL_TYPE = 4;
    private static final int GRANT_PARTS = 6;

    private AccessText() {}

    /**
     * What a row stands for, given its key or that of one of its index entries; empty if that does not say.
     *
     * @param layout of the key
     */
    static String of(KeyLayout layout, Bytes key) {
        if (layout != KeyLayout.IDENTITIES) {
            return ExternalIdText.of(layout, key);
        }
        IndexFamily index = IndexFamily.of(key);
        if (index == null || index.retired()) {
            return ofRow(key);
        }
        try {
            return ofRow(DerivedKeys.rowOf(index, key, "key"));
        } catch (StorageException e) {
            return "";
        }
    }

    /** What the row under {@code key} stands for, for example {@code grant of group g17 to user alice}. */
    static String ofRow(Bytes key) {
        InspectedKey inspected = KEYS.inspect(key);
        List<Part> parts = inspected.parts();
        if (!inspected.sound()) {
            return "";
        }
        if (KeyFamily.of(key) == KeyFamily.GRANT && parts.size() == GRANT_PARTS) {
            return "grant of " + pair(parts, 0) + " to " + pair(parts, PRINCIPAL_TYPE);
        }
        if (KeyFamily.of(key) == KeyFamily.ENTITLEMENT) {
            return "entitlement of " + pair(parts, 0);
        }
        if (KeyFamily.of(key) == KeyFamily.RESOURCE) {
            return "resource " + pair(parts, 0);
        }
        return parts.isEmpty() ? "" : inspected.family() + " " + parts.get(0).text();
    }

    /** The resource whose encoded type and id {@code components} begins with, as text. */
    static String ofResource(Bytes components) {
        Bytes key = KeyFamily.RESOURCE.header().plus(Bytes.wrap(new byte[] {TupleCodec.SEPARATOR}));
        List<Part> parts = KEYS.inspect(key.plus(firstTwo(components))).parts();
        return parts.size() == 2 ? pair(parts, 0) : components.toString();
    }

    /** The first of several components as text; as it stands there if it is none. */
    static String ofComponent(Bytes components) {
        int end = 0;
        while (end < components.length() && components.at(end) != TupleCodec.SEPARATOR) {
            end++;
        }
        Bytes first = components.slice(0, end);
        try {
            return TupleCodec.decode(first, new KeyOrigin("key", components)).toUtf8();
        } catch (StorageException e) {
            return first.toString();
        }
    }

    /** The first two components of several, with the separator between them. */
    static Bytes firstTwo(Bytes components) {
        int separators = 0;
        for (int i = 0; i < components.length(); i++) {
            if (components.at(i) == TupleCodec.SEPARATOR && ++separators == 2) {
                return components.slice(0, i);
            }
        }
        return components;
    }

    private static String pair(List<Part> parts, int first) {
        return parts.get(first).text() + " " + parts.get(first + 1).text();
    }

    /** A number with its noun, for example {@code 214 grants}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
