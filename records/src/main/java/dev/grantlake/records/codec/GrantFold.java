package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Makes one grant of several with the same entitlement and principal, as the migration to identities does.
 *
 * <table><caption>where each field comes from</caption>
 * <tr><th>field</th><th>rule</th></tr>
 * <tr><td>external id, time of discovery</td><td>of the one discovered first, where any time is before none; at the same
 * time of the one with the lesser id</td></tr>
 * <tr><td>needs expansion</td><td>if any does</td></tr>
 * <tr><td>annotations</td><td>those of the one that has some; of two, each different one once, sorted by type and
 * value</td></tr>
 * <tr><td>sources</td><td>all; of two with one key the lesser of each text that is not empty, and direct if any
 * is</td></tr>
 * <tr><td>expansion</td><td>that of the one that has one; of two, all ids sorted, and shallow if both are</td></tr>
 * <tr><td>anything else</td><td>of the first</td></tr>
 * </table>
 */
public final class GrantFold {

    private static final Comparator<String> BY_BYTES = Comparator.comparing(Bytes::utf8);
    private static final Comparator<Any> BY_TYPE_AND_VALUE = Comparator.comparing(Any::getTypeUrl, BY_BYTES)
            .thenComparing(annotation -> Bytes.wrap(annotation.getValue().toByteArray()));
    private static final long NANOS = 1_000_000_000;

    private final GrantRecord.Builder merged;

    /** A fold of one grant. */
    public GrantFold(Row first) {
        this.merged = parse(first).toBuilder();
    }

    /** Merges another grant in. */
    public void add(Row row) {
        GrantRecord other = parse(row);
        if (isBefore(other)) {
            merged.setExternalId(other.getExternalId());
            if (other.hasDiscoveredAt()) {
                merged.setDiscoveredAt(other.getDiscoveredAt());
            }
        }
        merged.setNeedsExpansion(merged.getNeedsExpansion() || other.getNeedsExpansion());
        mergeAnnotations(other.getAnnotationsList());
        other.getSourcesMap().forEach(this::mergeSource);
        if (other.hasExpansion()) {
            merged.setExpansion(
                    merged.hasExpansion()
                            ? expansion(merged.getExpansion(), other.getExpansion())
                            : other.getExpansion());
        }
    }

    /** The encoded record of what was merged so far. */
    public Bytes value() {
        GrantRecord record = merged.build();
        byte[] encoded = new byte[record.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(encoded);
        out.useDeterministicSerialization();
        try {
            record.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException("an array that is too short for its message", e);
        }
        return Bytes.wrap(encoded);
    }

    private static GrantRecord parse(Row row) {
        return StoredMessages.parse(GrantRecord.parser(), row.value(), row);
    }

    private boolean isBefore(GrantRecord other) {
        if (other.hasDiscoveredAt() != merged.hasDiscoveredAt()) {
            return other.hasDiscoveredAt();
        }
        int order = compare(other.getDiscoveredAt(), merged.getDiscoveredAt());
        return order != 0 ? order < 0 : BY_BYTES.compare(other.getExternalId(), merged.getExternalId()) < 0;
    }

    /** Nanoseconds may be any number in a hostile record; they count as seconds beyond their range. */
    private static int compare(Timestamp a, Timestamp b) {
        int order = Long.compare(
                a.getSeconds() + Math.floorDiv(a.getNanos(), NANOS),
                b.getSeconds() + Math.floorDiv(b.getNanos(), NANOS));
        return order != 0
                ? order
                : Long.compare(Math.floorMod(a.getNanos(), NANOS), Math.floorMod(b.getNanos(), NANOS));
    }

    private void mergeAnnotations(List<Any> others) {
        if (merged.getAnnotationsCount() == 0 || others.isEmpty()) {
            merged.addAllAnnotations(others);
            return;
        }
        TreeSet<Any> all = new TreeSet<>(BY_TYPE_AND_VALUE);
        all.addAll(merged.getAnnotationsList());
        all.addAll(others);
        merged.clearAnnotations().addAllAnnotations(all);
    }

    private void mergeSource(String key, GrantSourceRecord other) {
        GrantSourceRecord own = merged.getSourcesMap().get(key);
        merged.putSources(key, own == null ? other : source(own, other));
    }

    private static GrantSourceRecord source(GrantSourceRecord a, GrantSourceRecord b) {
        return GrantSourceRecord.newBuilder()
                .setResourceTypeId(lesser(a.getResourceTypeId(), b.getResourceTypeId()))
                .setResourceId(lesser(a.getResourceId(), b.getResourceId()))
                .setEntitlementId(lesser(a.getEntitlementId(), b.getEntitlementId()))
                .setIsDirect(a.getIsDirect() || b.getIsDirect())
                .build();
    }

    private static String lesser(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return BY_BYTES.compare(a, b) <= 0 ? a : b;
    }

    private static GrantExpandableRecord expansion(GrantExpandableRecord a, GrantExpandableRecord b) {
        return GrantExpandableRecord.newBuilder()
                .addAllEntitlementIds(union(a.getEntitlementIdsList(), b.getEntitlementIdsList()))
                .addAllResourceTypeIds(union(a.getResourceTypeIdsList(), b.getResourceTypeIdsList()))
                .setShallow(a.getShallow() && b.getShallow())
                .build();
    }

    private static Collection<String> union(List<String> a, List<String> b) {
        TreeSet<String> all = new TreeSet<>(BY_BYTES);
        all.addAll(a);
        all.addAll(b);
        all.remove("");
        return new ArrayList<>(all);
    }
}
