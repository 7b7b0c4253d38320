package dev.grantlake.lsm.manifest;

import dev.grantlake.lsm.key.KeyBounds;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that say what follows in a version edit: tags of {@link ManifestEdit}s, custom fields of tables (see
 * {@link ManifestDecoder}), and the bits of the marker of a table with range keys.
 */
final class Tag {

    static final int COMPARER = 1;
    static final int LOG_NUMBER = 2;
    static final int NEXT_FILE_NUMBER = 3;
    static final int LAST_SEQUENCE = 4;
    static final int COMPACT_POINTER = 5;
    static final int DELETED_TABLE = 6;
    static final int NEW_TABLE = 7;
    static final int PREVIOUS_LOG = 9;
    static final int NEW_TABLE_2 = 100;
    static final int NEW_TABLE_3 = 102;
    static final int NEW_TABLE_4 = 103;
    static final int NEW_TABLE_5 = 104;
    static final int CREATED_BACKING = 105;
    static final int REMOVED_BACKING = 106;
    static final int NEW_BLOB_FILE = 107;
    static final int DELETED_BLOB_FILE = 108;
    static final int FIRST_COLUMN_FAMILY_TAG = 200;
    static final int LAST_COLUMN_FAMILY_TAG = 203;

    static final int CUSTOM_END = 1;
    static final int CUSTOM_NEEDS_COMPACTION = 2;
    static final int CUSTOM_CREATION_TIME = 6;

    /** Set in the numbers of custom fields that a reader may not skip. */
    static final int CUSTOM_MUST_KNOW = 1 << 6;

    static final int CUSTOM_VIRTUAL = 66;
    static final int CUSTOM_SYNTHETIC_PREFIX = 67;
    static final int CUSTOM_SYNTHETIC_SUFFIX = 68;
    static final int CUSTOM_BLOB_REFERENCES = 69;

    static final int MARKER_HAS_POINTS = 1;
    private static final int MARKER_SMALLEST_IS_POINT = 1 << 1;
    private static final int MARKER_LARGEST_IS_POINT = 1 << 2;

    private Tag() {}

    /** The marker of a table with these bounds: which there are, and whose the bounds of all keys are. */
    static int marker(@Nullable KeyBounds points, KeyBounds rangeKeys) {
        if (points == null) {
            return 0;
        }
        return MARKER_HAS_POINTS
                | (points.smallest().compareTo(rangeKeys.smallest()) < 0 ? MARKER_SMALLEST_IS_POINT : 0)
                | (points.largest().compareTo(rangeKeys.largest()) > 0 ? MARKER_LARGEST_IS_POINT : 0);
    }
}
