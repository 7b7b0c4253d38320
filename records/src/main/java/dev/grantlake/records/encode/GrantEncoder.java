package dev.grantlake.records.encode;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantSources.GrantSource;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Takes grants apart and puts their values together. A sync has millions of grants on far fewer entitlements and
 * principals; who writes them keeps each of those once, and of a grant two numbers, a time and a remainder that is
 * nearly always empty.
 *
 * <pre>{@code
 * encoder.split(grant, parts);          // refuses what cannot be stored
 * parts.entitlement();                  // EntitlementPieces, for an entitlement not seen before
 * parts.principal();                    // PrincipalPieces, likewise
 * parts.remainder();                    // empty for an ordinary grant
 * …
 * GrantEncoder.compose(entitlement.ref(), principal.ref(), time, remainder, value);
 * }</pre>
 *
 * <p>What comes out is, byte for byte, what the Go SDK stores of the same message. Immutable and thread-safe.
 */
public final class GrantEncoder {

    private static final int MAP_KEY = 1;
    private static final int MAP_VALUE = 2;

    /** The most bytes that one char of text takes in a key: three of UTF-8, or one and its escape. */
    private static final int CHAR_BYTES = 3;

    /** The header, six separators and the flag of a grant's key. */
    private static final int KEY_FRAME = KeyFamily.GRANT.header().length() + KeyFamily.GRANT.components() + 1;

    private static final int ID_TAG = tag(GrantRecord.EXTERNAL_ID_FIELD_NUMBER);
    private static final int ENTITLEMENT_TAG = tag(GrantRecord.ENTITLEMENT_FIELD_NUMBER);
    private static final int PRINCIPAL_TAG = tag(GrantRecord.PRINCIPAL_FIELD_NUMBER);
    private static final int TIME_TAG = tag(GrantRecord.DISCOVERED_AT_FIELD_NUMBER);

    private final RecordLimits limits;

    public GrantEncoder(RecordLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes a connector's grant apart. Of its annotations the first that tells how to expand it becomes the expansion,
     * as the Go SDK has it; of entitlement and principal only what identifies them is kept, and the principal's parent.
     *
     * @throws dev.grantlake.store.StoreException of kind {@code INVALID_ARGUMENT} for a grant without an entitlement,
     *     its id or its resource, without a principal, or with a key or a row above the limits
     */
    public void split(Grant grant, GrantParts parts) {
        Entitlement entitlement = grant.getEntitlement();
        ResourceId resource = entitlement.getResource().getId();
        Resource principal = grant.getPrincipal();
        ResourceId principalId = principal.getId();
        parts.begin(grant.getId());
        parts.entitlement(resource.getResourceType(), resource.getResource(), entitlement.getId());
        parts.principal(principalId.getResourceType(), principalId.getResource());
        if (principal.hasParentResourceId()) {
            ResourceId parent = principal.getParentResourceId();
            parts.parent(parent.getResourceType(), parent.getResource());
        }
        check(parts);
        if (grant.getAnnotationsCount() > 0 || grant.hasSources()) {
            FieldSink rest = parts.rest();
            annotations(grant.getAnnotationsList(), parts, rest);
            sources(grant.getSources().getSourcesMap(), parts, rest);
        }
        checkRow(parts);
    }

    /**
     * Takes a stored grant apart. Nothing of it is lost but the order of fields that nobody knows.
     *
     * @throws dev.grantlake.store.StoreException as {@link #split(Grant, GrantParts)}
     */
    public void split(GrantRecord record, GrantParts parts) {
        EntitlementRef entitlement = record.getEntitlement();
        PrincipalRef principal = record.getPrincipal();
        parts.begin(record.getExternalId());
        parts.entitlement(entitlement.getResourceTypeId(), entitlement.getResourceId(), entitlement.getEntitlementId());
        parts.principal(principal.getResourceTypeId(), principal.getResourceId());
        parts.parent(principal.getParentResourceTypeId(), principal.getParentResourceId());
        check(parts);
        if (record.hasDiscoveredAt()) {
            parts.discoveredAt(record.getDiscoveredAt());
        }
        keepUnknown(record, parts);
        if (record.hasExpansion()
                || record.getNeedsExpansion()
                || record.getAnnotationsCount() > 0
                || record.getSourcesCount() > 0
                || !record.getSourceScopeKey().isEmpty()
                || !record.getUnknownFields().isEmpty()) {
            rest(record, parts);
        }
        checkRow(parts);
    }

    /** References and times with fields that nobody knows are kept whole, each by its grant. */
    private static void keepUnknown(GrantRecord record, GrantParts parts) {
        UnknownFieldSet ofEntitlement = record.getEntitlement().getUnknownFields();
        if (!ofEntitlement.isEmpty()) {
            parts.keepEntitlement(withUnknown(parts.entitlement().ref(), ofEntitlement, parts.name()));
        }
        UnknownFieldSet ofPrincipal = record.getPrincipal().getUnknownFields();
        if (!ofPrincipal.isEmpty()) {
            parts.keepPrincipal(withUnknown(parts.principal().ref(), ofPrincipal, parts.name()));
        }
        UnknownFieldSet ofTime = record.getDiscoveredAt().getUnknownFields();
        if (!ofTime.isEmpty()) {
            Timestamp time = record.getDiscoveredAt();
            parts.keepTime(withUnknown(discoveredAt(time.getSeconds(), time.getNanos()), ofTime, parts.name()));
        }
    }

    private static Bytes withUnknown(Bytes known, UnknownFieldSet unknown, RecordName name) {
        ByteSink out = new ByteSink().writeBytes(known);
        new FieldSink(out, name).unknown(unknown);
        return out.toBytes();
    }

    private static void rest(GrantRecord record, GrantParts parts) {
        FieldSink rest = parts.rest();
        if (record.hasExpansion()) {
            expansion(record.getExpansion(), rest);
        }
        if (record.getNeedsExpansion()) {
            needsExpansion(parts, rest);
        }
        rest.annotations(GrantRecord.ANNOTATIONS_FIELD_NUMBER, record.getAnnotationsList());
        storedSources(record.getSourcesMap(), parts, rest);
        rest.text(GrantRecord.SOURCE_SCOPE_KEY_FIELD_NUMBER, record.getSourceScopeKey());
        rest.unknown(record.getUnknownFields());
    }

    private void check(GrantParts parts) {
        if (parts.entitlementId().isEmpty()) {
            throw parts.name().refused("no entitlement with an id");
        }
        if (parts.entitlementType().isEmpty() || parts.entitlementResource().isEmpty()) {
            throw parts.name().refused("no resource of its entitlement with a type and an id");
        }
        if (parts.principalType().isEmpty() || parts.principalId().isEmpty()) {
            throw parts.name().refused("no principal with a type and an id");
        }
        if (!parts.isDerived()) {
            parts.raise(GrantRemainder.OWN_ID);
        }
        if (CHAR_BYTES * parts.identityChars() + KEY_FRAME > limits.keyBytes()) {
            long exact = (long) KeyFamily.GRANT.header().length()
                    + 2
                    + parts.entitlement().components().length()
                    + parts.principal().components().length();
            parts.name().checkKey(exact, limits);
        }
    }

    private void checkRow(GrantParts parts) {
        if (parts.rowBound() > limits.rowBytes()) {
            RowBuffer row = new RowBuffer();
            RecordEncoder.grant(parts, Instant.EPOCH, row);
            parts.name().checkRow(row.size(), limits);
        }
    }

    /** The annotation that tells how to expand the grant leaves the list even if it names no entitlement. */
    private static void annotations(List<Any> annotations, GrantParts parts, FieldSink rest) {
        for (int i = 0; i < annotations.size(); i++) {
            GrantExpandable expandable = Translation.expandable(annotations.get(i));
            if (expandable != null) {
                if (Translation.isUsable(expandable)) {
                    expansion(expandable, rest);
                    needsExpansion(parts, rest);
                }
                rest.annotations(GrantRecord.ANNOTATIONS_FIELD_NUMBER, annotations.subList(0, i));
                rest.annotations(GrantRecord.ANNOTATIONS_FIELD_NUMBER, annotations.subList(i + 1, annotations.size()));
                return;
            }
        }
        rest.annotations(GrantRecord.ANNOTATIONS_FIELD_NUMBER, annotations);
    }

    private static void expansion(GrantExpandable expandable, FieldSink rest) {
        expansion(
                GrantExpandableRecord.newBuilder()
                        .addAllEntitlementIds(expandable.getEntitlementIdsList())
                        .setShallow(expandable.getShallow())
                        .addAllResourceTypeIds(expandable.getResourceTypeIdsList())
                        .build(),
                rest);
    }

    private static void expansion(GrantExpandableRecord expansion, FieldSink rest) {
        int begun = rest.begin(GrantRecord.EXPANSION_FIELD_NUMBER);
        rest.texts(GrantExpandableRecord.ENTITLEMENT_IDS_FIELD_NUMBER, expansion.getEntitlementIdsList());
        rest.flag(GrantExpandableRecord.SHALLOW_FIELD_NUMBER, expansion.getShallow());
        rest.texts(GrantExpandableRecord.RESOURCE_TYPE_IDS_FIELD_NUMBER, expansion.getResourceTypeIdsList());
        rest.unknown(expansion.getUnknownFields());
        rest.end(begun);
    }

    private static void needsExpansion(GrantParts parts, FieldSink rest) {
        rest.flag(GrantRecord.NEEDS_EXPANSION_FIELD_NUMBER, true);
        parts.raise(GrantRemainder.NEEDS_EXPANSION);
    }

    private static void sources(Map<String, GrantSource> sources, GrantParts parts, FieldSink rest) {
        for (Map.Entry<String, GrantSource> source : CodePointOrder.sorted(sources)) {
            parts.raise(GrantRemainder.HAS_SOURCES);
            int entry = rest.begin(GrantRecord.SOURCES_FIELD_NUMBER);
            rest.element(MAP_KEY, source.getKey());
            int value = rest.begin(MAP_VALUE);
            rest.flag(
                    GrantSourceRecord.IS_DIRECT_FIELD_NUMBER, source.getValue().getIsDirect());
            rest.end(value);
            rest.end(entry);
        }
    }

    private static void storedSources(Map<String, GrantSourceRecord> sources, GrantParts parts, FieldSink rest) {
        for (Map.Entry<String, GrantSourceRecord> stored : CodePointOrder.sorted(sources)) {
            parts.raise(GrantRemainder.HAS_SOURCES);
            GrantSourceRecord source = stored.getValue();
            int entry = rest.begin(GrantRecord.SOURCES_FIELD_NUMBER);
            rest.element(MAP_KEY, stored.getKey());
            int value = rest.begin(MAP_VALUE);
            rest.text(GrantSourceRecord.RESOURCE_TYPE_ID_FIELD_NUMBER, source.getResourceTypeId());
            rest.text(GrantSourceRecord.RESOURCE_ID_FIELD_NUMBER, source.getResourceId());
            rest.text(GrantSourceRecord.ENTITLEMENT_ID_FIELD_NUMBER, source.getEntitlementId());
            rest.flag(GrantSourceRecord.IS_DIRECT_FIELD_NUMBER, source.getIsDirect());
            rest.unknown(source.getUnknownFields());
            rest.end(value);
            rest.end(entry);
        }
    }

    /** A time of discovery as {@link #compose} takes it; the same bytes serve all grants of a call. */
    public static Bytes discoveredAt(Instant instant) {
        return discoveredAt(instant.getEpochSecond(), instant.getNano());
    }

    /** A time of discovery as {@link #compose} takes it, of numbers that need not be a real time. */
    public static Bytes discoveredAt(long seconds, int nanos) {
        ByteSink time = new ByteSink(16);
        if (seconds != 0) {
            time.writeByte(Timestamp.SECONDS_FIELD_NUMBER << 3).writeVarint(seconds);
        }
        if (nanos != 0) {
            time.writeByte(Timestamp.NANOS_FIELD_NUMBER << 3).writeVarint(nanos);
        }
        return time.toBytes();
    }

    /**
     * Puts the value of a grant together.
     *
     * @param entitlementRef that of the grant's {@link EntitlementPieces}
     * @param principalRef that of its {@link PrincipalPieces}
     * @param discoveredAt as one of the methods of that name gives it
     * @param remainder the grant's remainder, empty for an ordinary one
     * @param value cleared and filled
     */
    public static void compose(
            Bytes entitlementRef, Bytes principalRef, Bytes discoveredAt, Bytes remainder, ByteSink value) {
        value.clear();
        if (remainder.isEmpty()) {
            derivedId(entitlementRef, principalRef, value);
            field(ENTITLEMENT_TAG, entitlementRef, value);
            field(PRINCIPAL_TAG, principalRef, value);
            field(TIME_TAG, discoveredAt, value);
            return;
        }
        GrantRemainder own = new GrantRemainder(remainder);
        if (own.has(GrantRemainder.OWN_ID)) {
            ownId(own, value);
        } else {
            derivedId(entitlementRef, principalRef, value);
        }
        field(ENTITLEMENT_TAG, own, GrantRemainder.OWN_ENTITLEMENT, entitlementRef, value);
        field(PRINCIPAL_TAG, own, GrantRemainder.OWN_PRINCIPAL, principalRef, value);
        field(TIME_TAG, own, GrantRemainder.OWN_TIME, discoveredAt, value);
        own.copyRest(value);
    }

    /** An empty id is left out. */
    private static void ownId(GrantRemainder own, ByteSink value) {
        value.writeByte(ID_TAG);
        own.copy(value);
        if (value.at(1) == 0) {
            value.clear();
        }
    }

    /** The id of a grant that has none of its own: entitlement id, principal type, principal id. */
    private static void derivedId(Bytes entitlementRef, Bytes principalRef, ByteSink value) {
        byte[] entitlement = entitlementRef.array();
        long id = RefTexts.text(entitlement, entitlementRef.offset());
        id = RefTexts.text(entitlement, RefTexts.end(id));
        id = RefTexts.text(entitlement, RefTexts.end(id));
        byte[] principal = principalRef.array();
        long type = RefTexts.text(principal, principalRef.offset());
        long principalId = RefTexts.text(principal, RefTexts.end(type));
        int length = RefTexts.length(id) + 1 + RefTexts.length(type) + 1 + RefTexts.length(principalId);
        value.writeByte(ID_TAG)
                .writeVarint(length)
                .writeBytes(entitlement, RefTexts.start(id), RefTexts.length(id))
                .writeByte(':')
                .writeBytes(principal, RefTexts.start(type), RefTexts.length(type))
                .writeByte(':')
                .writeBytes(principal, RefTexts.start(principalId), RefTexts.length(principalId));
    }

    private static void field(int tag, Bytes content, ByteSink value) {
        value.writeByte(tag).writeLengthPrefixed(content);
    }

    private static void field(int tag, GrantRemainder own, int flag, Bytes otherwise, ByteSink value) {
        if (own.has(flag)) {
            value.writeByte(tag);
            own.copy(value);
        } else {
            field(tag, otherwise, value);
        }
    }

    private static int tag(int field) {
        return field << 3 | 2;
    }
}
