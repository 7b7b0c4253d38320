package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Which index a key of {@link KeyFamily#INDEX} belongs to: its third byte. {@code E} is the four components of an
 * entitlement's identity (see {@link EntitlementIdentity}). Values are empty but for {@link #PRINCIPAL_HASH}.
 */
public enum IndexFamily {
    /** Parent type, parent id, child type, child id. */
    RESOURCE_BY_PARENT(0x01, "resource by parent", 4, false),
    ENTITLEMENT_BY_RESOURCE(0x02, "entitlement by resource", 3, true),
    GRANT_BY_ENTITLEMENT(0x03, "grant by entitlement", 4, true),
    /** Principal type, principal id, E. */
    GRANT_BY_PRINCIPAL(0x04, "grant by principal", 6, false),
    /** E, principal type, principal id: what follows the header of the grant's own key. */
    GRANT_NEEDS_EXPANSION(0x05, "grant needs expansion", 6, false),
    GRANT_BY_PRINCIPAL_TYPE(0x06, "grant by principal type", 2, true),
    GRANT_BY_RESOURCE(0x07, "grant by resource", 3, true),
    /**
     * E, a separator, two raw bytes of the principal's hash, principal type, principal id; the value is the content
     * hash.
     */
    PRINCIPAL_HASH(0x08, "grant by principal hash", -1, false);

    private final byte code;
    private final String label;
    private final int components;
    private final boolean retired;

    @SuppressWarnings("ImmutableEnumChecker") // Bytes never change
    private final Bytes header;

    IndexFamily(int code, String label, int components, boolean retired) {
        this.code = (byte) code;
        this.label = label;
        this.components = components;
        this.retired = retired;
        this.header = KeyFamily.INDEX.header().plus(Bytes.wrap(new byte[] {(byte) code}));
    }

    /** The third byte of its keys. */
    public byte code() {
        return code;
    }

    /** Its name in messages and listings. */
    public String label() {
        return label;
    }

    /** How many components follow the header; -1 for {@link #PRINCIPAL_HASH}, which must be read by position. */
    public int components() {
        return components;
    }

    /** Whether only older layouts have it; today the primary keys serve in its place. */
    public boolean retired() {
        return retired;
    }

    /** The family of the rows that have entries in it. */
    public KeyFamily rows() {
        return switch (this) {
            case RESOURCE_BY_PARENT -> KeyFamily.RESOURCE;
            case ENTITLEMENT_BY_RESOURCE -> KeyFamily.ENTITLEMENT;
            default -> KeyFamily.GRANT;
        };
    }

    /** The three bytes that its keys start with. */
    public Bytes header() {
        return header;
    }

    /** The index of a key, or null if it is none. */
    public static @Nullable IndexFamily of(Bytes key) {
        if (key.length() >= 3 && KeyFamily.of(key) == KeyFamily.INDEX) {
            for (IndexFamily index : values()) {
                if (index.code == key.at(2)) {
                    return index;
                }
            }
        }
        return null;
    }
}
