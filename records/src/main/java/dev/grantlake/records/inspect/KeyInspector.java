package dev.grantlake.records.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Utf8;
import dev.grantlake.store.EntitlementKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the keys of one layout apart, sound or not: what is wrong with a key becomes a part of the answer. Follows
 * docs/formats/records.md and docs/formats/older-interiors.md. Immutable.
 */
public final class KeyInspector {

    private static final List<String> ENTITLEMENT = List.of("resource type", "resource", "flag", "tail");
    private static final List<String> PRINCIPAL = List.of("principal type", "principal");
    private static final List<String> EXTERNAL_ID = List.of("id");
    private static final String STATISTICS_RECORD = "SyncStatsRecord";
    private static final String FOREIGN_FAMILY = "a family that this layout does not have";
    private static final String FOREIGN_INDEX = "an index that this layout does not have";

    /** What is needed to take a family's keys apart: how long the header is, what its components are called. */
    private record Layout(String family, int headerLength, List<String> components, ValueForm value) {}

    private final KeyLayout keys;

    /** An inspector for keys of one layout. */
    public KeyInspector(KeyLayout keys) {
        this.keys = keys;
    }

    /** An inspector for the keys of a store, whose stamps say how they are laid out. */
    public static KeyInspector of(KeyValueReader reader) {
        return new KeyInspector(KeyLayout.of(reader));
    }

    /** Takes a key apart; never fails. */
    public InspectedKey inspect(Bytes key) {
        KeyFamily family = KeyFamily.of(key);
        if (family == null) {
            return unsound("unknown", List.of(), "no key of this layout");
        }
        List<String> entitlement = keys == KeyLayout.IDENTITIES ? ENTITLEMENT : EXTERNAL_ID;
        List<String> grant = keys == KeyLayout.IDENTITIES ? join(ENTITLEMENT, PRINCIPAL) : EXTERNAL_ID;
        return switch (family) {
            case RESOURCE_TYPE -> components(key, layout(family, EXTERNAL_ID, "ResourceTypeRecord"));
            case RESOURCE -> components(key, layout(family, List.of("type", "id"), "ResourceRecord"));
            case ENTITLEMENT -> components(key, layout(family, entitlement, "EntitlementRecord"));
            case GRANT -> components(key, layout(family, grant, "GrantRecord"));
            case ASSET -> components(key, layout(family, EXTERNAL_ID, "AssetRecord"));
            case SYNC_RUN -> components(key, layout(family, List.of(), "SyncRunRecord"));
            case SESSION ->
                keys == KeyLayout.EXTERNAL_IDS_BY_SYNC
                        ? unsound(family.label(), List.of(), FOREIGN_FAMILY)
                        : components(key, layout(family, List.of("sync", "key"), "SessionRecord"));
            case INDEX -> index(key);
            case DIGEST ->
                keys == KeyLayout.IDENTITIES ? digest(key) : unsound(family.label(), List.of(), FOREIGN_FAMILY);
            case META -> meta(key);
            case COUNTER -> unsound(family.label(), List.of(), "a family that no release writes");
        };
    }

    private static Layout layout(KeyFamily family, List<String> components, String record) {
        return new Layout(family.label(), family.header().length(), components, ValueForm.message(record));
    }

    /** Takes apart a key of a header, the id of a sync if the layout has it there, and components. */
    private InspectedKey components(Bytes key, Layout layout) {
        int syncIdLength = keys.syncIdLength();
        int header = layout.headerLength() + syncIdLength;
        if (key.length() < header) {
            return unsound(layout.family(), List.of(), "shorter than a header and the id of a sync");
        }
        List<Part> parts = new ArrayList<>();
        if (syncIdLength > 0) {
            parts.add(new Part("sync", new Ksuid(key.slice(layout.headerLength(), syncIdLength)).toString()));
        }
        String problem = addComponents(key, header, layout.components(), parts);
        return new InspectedKey(layout.family(), parts, layout.value(), Optional.ofNullable(problem));
    }

    /** Adds what stands behind a header, and says what is wrong with it, if anything. */
    private static @Nullable String addComponents(Bytes key, int header, List<String> names, List<Part> parts) {
        Origin origin = new KeyOrigin("key", key);
        List<Bytes> found = split(key, header);
        String problem = null;
        for (int i = 0; i < found.size(); i++) {
            String name = i < names.size() ? names.get(i) : "component " + i;
            try {
                parts.add(new Part(name, Utf8.decode(TupleCodec.decode(found.get(i), origin), origin)));
            } catch (StorageException e) {
                parts.add(new Part(name, hex(found.get(i))));
                problem = name + " is not an encoded text";
            }
        }
        if (found.size() != names.size()) {
            return found.size() + " components instead of " + names.size();
        }
        if (key.length() > header && key.at(header) != TupleCodec.SEPARATOR) {
            return "no separator behind the header";
        }
        return problem;
    }

    /** What stands between the separators behind the header; nothing behind a bare header. */
    private static List<Bytes> split(Bytes key, int headerLength) {
        List<Bytes> components = new ArrayList<>();
        int start = headerLength + 1;
        for (int i = start; i <= key.length(); i++) {
            if (i == key.length() || key.at(i) == TupleCodec.SEPARATOR) {
                components.add(key.slice(start, i - start));
                start = i + 1;
            }
        }
        return components;
    }

    private InspectedKey index(Bytes key) {
        IndexFamily index = IndexFamily.of(key);
        if (index == null) {
            return unsound(KeyFamily.INDEX.label(), List.of(), "an index that no layout has");
        }
        String family = KeyFamily.INDEX.label() + ": " + index.label();
        if (index == IndexFamily.PRINCIPAL_HASH) {
            return keys == KeyLayout.IDENTITIES ? hashEntry(key, family) : unsound(family, List.of(), FOREIGN_INDEX);
        }
        List<String> names = switch (index) {
            case RESOURCE_BY_PARENT -> List.of("parent type", "parent", "child type", "child");
            case GRANT_BY_PRINCIPAL -> join(PRINCIPAL, keys == KeyLayout.IDENTITIES ? ENTITLEMENT : EXTERNAL_ID);
            case GRANT_NEEDS_EXPANSION -> keys == KeyLayout.IDENTITIES ? join(ENTITLEMENT, PRINCIPAL) : EXTERNAL_ID;
            case ENTITLEMENT_BY_RESOURCE, GRANT_BY_RESOURCE -> List.of("resource type", "resource", "id");
            case GRANT_BY_ENTITLEMENT -> List.of("entitlement", "principal type", "principal", "id");
            case GRANT_BY_PRINCIPAL_TYPE -> List.of("principal type", "id");
            case PRINCIPAL_HASH -> List.of();
        };
        Layout layout = new Layout(family, index.header().length(), names, ValueForm.of(ValueForm.Kind.EMPTY));
        InspectedKey inspected = components(key, layout);
        return index.retired() && keys == KeyLayout.IDENTITIES
                ? unsound(family, inspected.parts(), "an index that is retired")
                : inspected;
    }

    /**
     * The two raw hash bytes may be anything, so they are found by position: behind the fourth separator that ends a
     * component.
     */
    private static InspectedKey hashEntry(Bytes key, String family) {
        int header = IndexFamily.PRINCIPAL_HASH.header().length();
        int at = header + 1;
        for (int components = 0; at <= key.length() && components < ENTITLEMENT.size(); at++) {
            if (at < key.length() && key.at(at) == TupleCodec.SEPARATOR) {
                components++;
            }
        }
        if (at + Short.BYTES > key.length()) {
            return unsound(family, List.of(), "shorter than four components and a hash");
        }
        List<Part> parts = new ArrayList<>();
        String problem = addComponents(key.slice(0, at - 1), header, ENTITLEMENT, parts);
        parts.add(new Part("hash", hex(key.slice(at, Short.BYTES))));
        Bytes separator = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});
        String ofPrincipal = addComponents(separator.plus(key.from(at + Short.BYTES)), 0, PRINCIPAL, parts);
        return new InspectedKey(
                family,
                parts,
                ValueForm.of(ValueForm.Kind.CONTENT_HASH),
                Optional.ofNullable(problem == null ? ofPrincipal : problem));
    }

    private static InspectedKey digest(Bytes key) {
        try {
            DigestKey node = DigestKey.of("key", key);
            List<Part> parts = new ArrayList<>();
            node.entitlement().ifPresent(entitlement -> {
                EntitlementKey id = entitlement;
                parts.add(new Part("resource type", id.resource().type()));
                parts.add(new Part("resource", id.resource().id()));
                parts.add(new Part("entitlement", id.id()));
            });
            parts.add(new Part("level", node.level().label()));
            if (node.level() == DigestKey.Level.LEAF) {
                parts.add(new Part("bucket", String.format("0x%04x", node.bucket())));
            }
            ValueForm.Kind kind =
                    node.level() == DigestKey.Level.ROOT ? ValueForm.Kind.DIGEST_ROOT : ValueForm.Kind.DIGEST_SUM;
            return new InspectedKey(KeyFamily.DIGEST.label(), parts, ValueForm.of(kind), Optional.empty());
        } catch (StorageException e) {
            return unsound(KeyFamily.DIGEST.label(), List.of(), "not the key of a digest node");
        }
    }

    private InspectedKey meta(Bytes key) {
        Bytes statistics = MetaKey.STATISTICS.key();
        if (keys == KeyLayout.EXTERNAL_IDS_BY_SYNC && key.startsWith(statistics)) {
            return statisticsOfSync(key.from(statistics.length()));
        }
        MetaKey meta = MetaKey.of(key);
        if (meta == null) {
            String name = hex(key.from(KeyFamily.META.header().length()));
            return unsound(KeyFamily.META.label(), List.of(new Part("name", name)), "a name that nobody knows");
        }
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("name", meta.label()));
        if (meta == MetaKey.INDEX_MIGRATION) {
            parts.add(new Part("index", key.from(meta.key().length()).toUtf8()));
        }
        ValueForm value = switch (meta) {
            case KEYSPACE_VERSION, ID_FORMAT, INDEX_MIGRATION -> ValueForm.of(ValueForm.Kind.STAMP);
            case PRINCIPAL_INDEX_PENDING, DIGEST_PENDING -> ValueForm.of(ValueForm.Kind.EMPTY);
            case STATISTICS -> ValueForm.message(STATISTICS_RECORD);
            case ENTITLEMENT_GRAPH -> ValueForm.of(ValueForm.Kind.OPAQUE);
        };
        return new InspectedKey(KeyFamily.META.label(), parts, value, Optional.empty());
    }

    private static InspectedKey statisticsOfSync(Bytes sync) {
        Part name = new Part("name", MetaKey.STATISTICS.label());
        if (sync.length() != Ksuid.LENGTH) {
            return unsound(KeyFamily.META.label(), List.of(name), "statistics of no sync");
        }
        return new InspectedKey(
                KeyFamily.META.label(),
                List.of(name, new Part("sync", new Ksuid(sync).toString())),
                ValueForm.message(STATISTICS_RECORD),
                Optional.empty());
    }

    private static InspectedKey unsound(String family, List<Part> parts, String problem) {
        return new InspectedKey(family, parts, ValueForm.of(ValueForm.Kind.OPAQUE), Optional.of(problem));
    }

    private static List<String> join(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static String hex(Bytes bytes) {
        return "0x" + bytes.toHex();
    }
}
