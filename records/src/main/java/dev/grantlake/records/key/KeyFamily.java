package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a key of keyspace version 2 stands for: its second byte, after the version byte {@code 03}. See
 * docs/formats/records.md for the components of each family.
 */
public enum KeyFamily {
    RESOURCE_TYPE(0x01, "resource type", 1),
    RESOURCE(0x02, "resource", 2),
    ENTITLEMENT(0x03, "entitlement", 4),
    GRANT(0x04, "grant", 6),
    ASSET(0x05, "asset", 1),
    SYNC_RUN(0x06, "sync run", 0),
    /** See {@link IndexFamily}. */
    INDEX(0x07, "index", -1),
    /** Reserved; no release has written one. */
    COUNTER(0x08, "counter", -1),
    SESSION(0x09, "session", 2),
    /** See {@link DigestKey}. */
    DIGEST(0x0a, "digest", -1),
    /** Stamps, markers and sidecars of the engine itself; see {@link MetaKey}. */
    META(0xff, "meta", -1);

    /** The first byte of every key. */
    public static final byte LAYOUT = 0x03;

    private final byte code;
    private final String label;
    private final int components;

    @SuppressWarnings("ImmutableEnumChecker") // Bytes never change
    private final Bytes header;

    KeyFamily(int code, String label, int components) {
        this.code = (byte) code;
        this.label = label;
        this.components = components;
        this.header = Bytes.wrap(new byte[] {LAYOUT, (byte) code});
    }

    /** The second byte of its keys. */
    public byte code() {
        return code;
    }

    /** Its name in messages and listings. */
    public String label() {
        return label;
    }

    /** The two bytes that its keys start with. */
    public Bytes header() {
        return header;
    }

    /** How many components follow the header; -1 where the family has a form of its own. */
    public int components() {
        return components;
    }

    /** The family of a key, or null for a key of another layout or of a family nobody knows. */
    public static @Nullable KeyFamily of(Bytes key) {
        if (key.length() >= 2 && key.at(0) == LAYOUT) {
            for (KeyFamily family : values()) {
                if (family.code == key.at(1)) {
                    return family;
                }
            }
        }
        return null;
    }
}
