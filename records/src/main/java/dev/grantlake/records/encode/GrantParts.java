package dev.grantlake.records.encode;

import com.google.protobuf.Timestamp;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One grant taken apart by {@link GrantEncoder#split}, which fills it again and again: who has what, when that was
 * discovered, and the {@linkplain GrantRemainder remainder}. Belongs to one thread.
 *
 * <p>Entitlement and principal are told apart by their identities alone. A principal's parent is no part of its
 * identity; whoever keeps one reference for each principal asks {@link #fits} and, if it does not,
 * {@link #keepPrincipal}.
 */
public final class GrantParts {

    private static final String KIND = "grant";

    /** More than header, separators, tags, lengths and time take. */
    private static final int ROW_FRAME = 256;

    private String id = "";
    private String entitlementType = "";
    private String entitlementResource = "";
    private String entitlementId = "";
    private String principalType = "";
    private String principalId = "";
    private String parentType = "";
    private String parentId = "";
    private boolean timed;
    private long seconds;
    private int nanos;

    private int flags;
    private @Nullable Bytes ownEntitlement;
    private @Nullable Bytes ownPrincipal;
    private @Nullable Bytes ownTime;
    private final ByteSink rest = new ByteSink();

    /** The grant's id as its connector gave it; may be empty. */
    public String id() {
        return id;
    }

    /** The type of the entitlement's resource; not empty, like all that is part of an identity. */
    public String entitlementType() {
        return entitlementType;
    }

    /** The id of the entitlement's resource. */
    public String entitlementResource() {
        return entitlementResource;
    }

    public String entitlementId() {
        return entitlementId;
    }

    public String principalType() {
        return principalType;
    }

    public String principalId() {
        return principalId;
    }

    /** The type of the principal's parent; may be empty. */
    public String parentType() {
        return parentType;
    }

    /** The id of the principal's parent; empty if there is none. */
    public String parentId() {
        return parentId;
    }

    /** The pieces of the entitlement, made anew; text without a UTF-8 form is refused in the grant's name. */
    public EntitlementPieces entitlement() {
        return EntitlementPieces.of(entitlementType, entitlementResource, entitlementId, name());
    }

    /** The pieces of the principal, made anew; text without a UTF-8 form is refused in the grant's name. */
    public PrincipalPieces principal() {
        return PrincipalPieces.of(principalType, principalId, parentType, parentId, name());
    }

    /** Whether a reference to the same principal has the same parent as here. */
    public boolean fits(Bytes principalRef) {
        Bytes parent = RefTexts.afterSecond(principalRef);
        if (parentType.isEmpty() && parentId.isEmpty()) {
            return parent.isEmpty();
        }
        ByteSink own = new ByteSink();
        FieldSink fields = new FieldSink(own, name());
        fields.text(PrincipalRef.PARENT_RESOURCE_TYPE_ID_FIELD_NUMBER, parentType);
        fields.text(PrincipalRef.PARENT_RESOURCE_ID_FIELD_NUMBER, parentId);
        return own.toBytes().equals(parent);
    }

    /** Makes this grant keep a reference to its principal of its own, as a part of the remainder. */
    public void keepPrincipal() {
        if (ownPrincipal == null) {
            keepPrincipal(principal().ref());
        }
    }

    /** Whether the grant itself says when it was discovered. */
    public boolean hasDiscoveredAt() {
        return timed;
    }

    /** The seconds of the time of discovery since 1970, as stored: no more than a number. 0 without one. */
    public long discoveredAtSeconds() {
        return seconds;
    }

    /** The nanoseconds that belong to {@link #discoveredAtSeconds}. */
    public int discoveredAtNanos() {
        return nanos;
    }

    /** The time of discovery as {@link GrantEncoder#compose} takes it. */
    public Bytes discoveredAt(Instant otherwise) {
        return timed ? GrantEncoder.discoveredAt(seconds, nanos) : GrantEncoder.discoveredAt(otherwise);
    }

    /** Whether the remainder is empty. */
    public boolean isOrdinary() {
        return flags == 0 && rest.isEmpty();
    }

    /** The remainder in memory of its own. */
    public Bytes remainder() {
        if (isOrdinary()) {
            return Bytes.EMPTY;
        }
        ByteSink out = new ByteSink(64 + id.length() + rest.size());
        writeRemainder(out);
        return out.toBytes();
    }

    /** Appends the remainder: nothing, for an ordinary grant. */
    public void writeRemainder(ByteSink out) {
        if (isOrdinary()) {
            return;
        }
        out.writeByte(flags);
        if ((flags & GrantRemainder.OWN_ID) != 0) {
            out.writeLengthPrefixed(name().utf8(id));
        }
        write(ownEntitlement, out);
        write(ownPrincipal, out);
        write(ownTime, out);
        out.writeBytes(rest);
    }

    private static void write(@Nullable Bytes own, ByteSink out) {
        if (own != null) {
            out.writeLengthPrefixed(own);
        }
    }

    RecordName name() {
        return new RecordName(KIND, id.isEmpty() ? derivedId() : id);
    }

    private String derivedId() {
        return entitlementId + ":" + principalType + ":" + principalId;
    }

    /** Forgets the grant before. */
    void begin(String newId) {
        id = newId;
        parentType = "";
        parentId = "";
        timed = false;
        seconds = 0;
        nanos = 0;
        flags = 0;
        ownEntitlement = null;
        ownPrincipal = null;
        ownTime = null;
        rest.clear();
    }

    void entitlement(String type, String resource, String newId) {
        entitlementType = type;
        entitlementResource = resource;
        entitlementId = newId;
    }

    void principal(String type, String newId) {
        principalType = type;
        principalId = newId;
    }

    void parent(String type, String newId) {
        parentType = type;
        parentId = newId;
    }

    void discoveredAt(Timestamp time) {
        timed = true;
        seconds = time.getSeconds();
        nanos = time.getNanos();
    }

    void raise(int flag) {
        flags |= flag;
    }

    void keepEntitlement(Bytes ref) {
        ownEntitlement = ref;
        raise(GrantRemainder.OWN_ENTITLEMENT);
    }

    void keepPrincipal(Bytes ref) {
        ownPrincipal = ref;
        raise(GrantRemainder.OWN_PRINCIPAL);
    }

    void keepTime(Bytes time) {
        ownTime = time;
        raise(GrantRemainder.OWN_TIME);
    }

    /** Where the fields behind the time of discovery go. */
    FieldSink rest() {
        return new FieldSink(rest, name());
    }

    /** Whether the id is the one that a grant without an id has. */
    boolean isDerived() {
        int type = entitlementId.length() + 1;
        int principal = type + principalType.length() + 1;
        return id.length() == principal + principalId.length()
                && id.startsWith(entitlementId)
                && id.charAt(type - 1) == ':'
                && id.startsWith(principalType, type)
                && id.charAt(principal - 1) == ':'
                && id.startsWith(principalId, principal);
    }

    /**
     * More bytes than the row can have: each char takes up to three, and those of the identity stand in the key, the
     * references, a derived id, and a reference of the grant's own.
     */
    long rowBound() {
        long chars = 5 * identityChars() + id.length() + parentType.length() + parentId.length();
        return 3 * chars + rest.size() + length(ownEntitlement) + length(ownPrincipal) + length(ownTime) + ROW_FRAME;
    }

    private static int length(@Nullable Bytes own) {
        return own == null ? 0 : own.length();
    }

    /** The most chars that a key is made of. */
    long identityChars() {
        return (long) entitlementType.length()
                + entitlementResource.length()
                + entitlementId.length()
                + principalType.length()
                + principalId.length();
    }
}
