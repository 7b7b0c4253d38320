package dev.grantlake.lsm.sstable;

import java.util.EnumSet;
import java.util.Set;

/** What a table holds, as the footer of Pebblev7 says in bits. In all formats the same follows from the properties. */
public enum TableAttribute {
    VALUE_BLOCKS(0x01),
    RANGE_KEY_SETS(0x02),
    RANGE_KEY_UNSETS(0x04),
    RANGE_KEY_DELETES(0x08),
    RANGE_DELETIONS(0x10),
    TWO_LEVEL_INDEX(0x20),
    BLOB_VALUES(0x40),
    POINT_KEYS(0x80);

    private final int bit;

    TableAttribute(int bit) {
        this.bit = bit;
    }

    /** The bit in the footer. */
    public int bit() {
        return bit;
    }

    /** The attributes that follow from the properties. */
    static Set<TableAttribute> of(TableProperties properties) {
        Set<TableAttribute> attributes = EnumSet.noneOf(TableAttribute.class);
        for (TableAttribute attribute : values()) {
            if (attribute.follows(properties)) {
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    /** The attributes as the footer has them. */
    static int bits(Set<TableAttribute> attributes) {
        int bits = 0;
        for (TableAttribute attribute : attributes) {
            bits |= attribute.bit;
        }
        return bits;
    }

    private boolean follows(TableProperties properties) {
        return switch (this) {
            case VALUE_BLOCKS ->
                properties.number(Property.VALUE_BLOCKS) != 0
                        || properties.number(Property.VALUES_IN_VALUE_BLOCKS) != 0;
            case RANGE_KEY_SETS -> properties.number(Property.RANGE_KEY_SETS) != 0;
            case RANGE_KEY_UNSETS -> properties.number(Property.RANGE_KEY_UNSETS) != 0;
            case RANGE_KEY_DELETES -> properties.number(Property.RANGE_KEY_DELETES) != 0;
            case RANGE_DELETIONS -> properties.number(Property.RANGE_DELETIONS) != 0;
            case TWO_LEVEL_INDEX -> properties.hasTwoLevelIndex();
            case BLOB_VALUES -> properties.number(Property.VALUES_IN_BLOB_FILES) != 0;
            case POINT_KEYS -> properties.number(Property.DATA_BLOCKS) != 0;
        };
    }
}
