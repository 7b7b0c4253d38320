package dev.grantlake.records.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.Origin;
import dev.grantlake.records.row.Utf8;
import dev.grantlake.store.EntitlementKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes keys of keyspace version 2 apart, sound or not: what is wrong with a key becomes a part of the answer. Follows
 * docs/formats/records.md. Stateless.
 */
public final class KeyInspector {

    private static final List<String> ENTITLEMENT = List.of("resource type", "resource", "flag", "tail");
    private static final List<String> PRINCIPAL = List.of("principal type", "principal");

    /** What is needed to take a family's keys apart: how long the header is, what its components are called. */
    private record Layout(String family, int headerLength, List<String> components, ValueForm value) {}

    private KeyInspector() {}

    /** Takes a key apart; never fails. */
    public static InspectedKey inspect(Bytes key) {
        KeyFamily family = KeyFamily.of(key);
        if (family == null) {
            return unsound("unknown", List.of(), "no key of this layout");
        }
        return switch (family) {
            case RESOURCE_TYPE -> components(key, layout(family, List.of("id"), "ResourceTypeRecord"));
            case RESOURCE -> components(key, layout(family, List.of("type", "id"), "ResourceRecord"));
            case ENTITLEMENT -> components(key, layout(family, ENTITLEMENT, "EntitlementRecord"));
            case GRANT -> components(key, layout(family, join(ENTITLEMENT, PRINCIPAL), "GrantRecord"));
            case ASSET -> components(key, layout(family, List.of("id"), "AssetRecord"));
            case SESSION -> components(key, layout(family, List.of("sync", "key"), "SessionRecord"));
            case SYNC_RUN -> components(key, layout(family, List.of(), "SyncRunRecord"));
            case INDEX -> index(key);
            case DIGEST -> digest(key);
            case META -> meta(key);
            case COUNTER -> unsound(family.label(), List.of(), "a family that no release writes");
        };
    }

    private static Layout layout(KeyFamily family, List<String> components, String record) {
        return new Layout(family.label(), family.header().length(), components, ValueForm.message(record));
    }

    private static InspectedKey components(Bytes key, Layout layout) {
        Origin origin = new KeyOrigin("key", key);
        List<Bytes> found = split(key, layout.headerLength());
        List<Part> parts = new ArrayList<>();
        String problem = null;
        for (int i = 0; i < found.size(); i++) {
            String name = i < layout.components().size() ? layout.components().get(i) : "component " + i;
            try {
                parts.add(new Part(name, Utf8.decode(TupleCodec.decode(found.get(i), origin), origin)));
            } catch (StorageException e) {
                parts.add(new Part(name, hex(found.get(i))));
                problem = name + " is not an encoded text";
            }
        }
        if (found.size() != layout.components().size()) {
            problem = found.size() + " components instead of "
                    + layout.components().size();
        } else if (key.length() > layout.headerLength() && key.at(layout.headerLength()) != TupleCodec.SEPARATOR) {
            problem = "no separator behind the header";
        }
        return new InspectedKey(layout.family(), parts, layout.value(), Optional.ofNullable(problem));
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

    private static InspectedKey index(Bytes key) {
        IndexFamily index = IndexFamily.of(key);
        if (index == null) {
            return unsound(KeyFamily.INDEX.label(), List.of(), "an index that no layout has");
        }
        List<String> names = switch (index) {
            case RESOURCE_BY_PARENT -> List.of("parent type", "parent", "child type", "child");
            case GRANT_BY_PRINCIPAL -> join(PRINCIPAL, ENTITLEMENT);
            case GRANT_NEEDS_EXPANSION -> join(ENTITLEMENT, PRINCIPAL);
            case PRINCIPAL_HASH -> ENTITLEMENT;
            case ENTITLEMENT_BY_RESOURCE, GRANT_BY_RESOURCE -> List.of("resource type", "resource", "id");
            case GRANT_BY_ENTITLEMENT -> List.of("entitlement", "principal type", "principal", "id");
            case GRANT_BY_PRINCIPAL_TYPE -> List.of("principal type", "id");
        };
        String family = KeyFamily.INDEX.label() + ": " + index.label();
        ValueForm value =
                ValueForm.of(index == IndexFamily.PRINCIPAL_HASH ? ValueForm.Kind.CONTENT_HASH : ValueForm.Kind.EMPTY);
        Layout layout = new Layout(family, index.header().length(), names, value);
        InspectedKey inspected = index == IndexFamily.PRINCIPAL_HASH ? hashEntry(key, layout) : components(key, layout);
        return index.retired() ? unsound(family, inspected.parts(), "an index that is retired") : inspected;
    }

    /**
     * The two raw hash bytes may be anything, so they are found by position: behind the fourth separator that ends a
     * component.
     */
    private static InspectedKey hashEntry(Bytes key, Layout layout) {
        int at = layout.headerLength() + 1;
        for (int components = 0; at <= key.length() && components < ENTITLEMENT.size(); at++) {
            if (at < key.length() && key.at(at) == TupleCodec.SEPARATOR) {
                components++;
            }
        }
        if (at + Short.BYTES > key.length()) {
            return unsound(layout.family(), List.of(), "shorter than four components and a hash");
        }
        InspectedKey entitlement = components(key.slice(0, at - 1), layout);
        Bytes rest = key.from(at + Short.BYTES);
        Bytes separator = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});
        InspectedKey principal =
                components(separator.plus(rest), new Layout(layout.family(), 0, PRINCIPAL, layout.value()));
        List<Part> parts = new ArrayList<>(entitlement.parts());
        parts.add(new Part("hash", hex(key.slice(at, Short.BYTES))));
        parts.addAll(principal.parts());
        return new InspectedKey(
                layout.family(), parts, layout.value(), entitlement.problem().or(principal::problem));
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

    private static InspectedKey meta(Bytes key) {
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
            case STATISTICS -> ValueForm.message("SyncStatsRecord");
            case ENTITLEMENT_GRAPH -> ValueForm.of(ValueForm.Kind.OPAQUE);
        };
        return new InspectedKey(KeyFamily.META.label(), parts, value, Optional.empty());
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
