package dev.grantlake.lsm.directory;

import java.util.List;

/**
 * A name in a database directory, taken apart. All numbers come from one counter. See
 * {@code docs/formats/pebble-directory.md}.
 *
 * @param kind what the file holds
 * @param number the file's number, 0 where the kind has none
 * @param segment which segment of its log, 0 for the first; 0 for everything else
 */
public record FileName(FileKind kind, long number, int segment) {

    private static final FileName LOCK = new FileName(FileKind.LOCK, 0, 0);
    private static final FileName MARKER = new FileName(FileKind.MARKER, 0, 0);
    private static final FileName OTHER = new FileName(FileKind.OTHER, 0, 0);

    /** The name of the lock file. */
    public static final String LOCK_FILE = "LOCK";

    private static final String LOG_SUFFIX = ".log";
    private static final String TABLE_SUFFIX = ".sst";
    private static final String BLOB_SUFFIX = ".blob";
    private static final String MANIFEST_PREFIX = "MANIFEST-";
    private static final String OPTIONS_PREFIX = "OPTIONS-";
    private static final String TEMPORARY_PREFIX = "temporary.";
    private static final String TEMPORARY_CURRENT_PREFIX = "CURRENT.";
    private static final String TEMPORARY_SUFFIX = ".dbtmp";
    private static final int MIN_DIGITS = 6;

    /** Takes any name apart; one that fits no pattern is {@link FileKind#OTHER}. */
    public static FileName parse(String name) {
        if (name.startsWith(Marker.PREFIX)) {
            return MARKER;
        }
        if (name.equals(LOCK_FILE)) {
            return LOCK;
        }
        if (name.startsWith(MANIFEST_PREFIX)) {
            return numbered(FileKind.MANIFEST, name.substring(MANIFEST_PREFIX.length()));
        }
        if (name.startsWith(OPTIONS_PREFIX)) {
            return numbered(FileKind.OPTIONS, name.substring(OPTIONS_PREFIX.length()));
        }
        if (name.endsWith(TEMPORARY_SUFFIX)) {
            return temporary(name.substring(0, name.length() - TEMPORARY_SUFFIX.length()));
        }
        int dot = name.indexOf('.');
        if (dot < 0) {
            return OTHER;
        }
        String stem = name.substring(0, dot);
        return switch (name.substring(dot)) {
            case TABLE_SUFFIX -> numbered(FileKind.TABLE, stem);
            case BLOB_SUFFIX -> numbered(FileKind.BLOB, stem);
            case LOG_SUFFIX -> log(stem);
            default -> OTHER;
        };
    }

    /** The name of the table with this number. */
    public static String ofTable(long number) {
        return padded(number) + TABLE_SUFFIX;
    }

    /** The name of the first segment of the log with this number. */
    public static String ofLog(long number) {
        return padded(number) + LOG_SUFFIX;
    }

    /** The name of the manifest with this number. */
    public static String ofManifest(long number) {
        return MANIFEST_PREFIX + padded(number);
    }

    /** The name of the options file with this number. */
    public static String ofOptions(long number) {
        return OPTIONS_PREFIX + padded(number);
    }

    /** The name under which the file with this number is written before it gets its own. */
    public static String ofTemporary(long number) {
        return TEMPORARY_PREFIX + padded(number) + TEMPORARY_SUFFIX;
    }

    /** The value of an unsigned decimal, or -1 for anything else: no digits, other characters, more than 2^63-1. */
    static long unsignedDecimal(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static FileName temporary(String stem) {
        for (String prefix : List.of(TEMPORARY_PREFIX, TEMPORARY_CURRENT_PREFIX)) {
            if (stem.startsWith(prefix)) {
                return numbered(FileKind.TEMPORARY, stem.substring(prefix.length()));
            }
        }
        return OTHER;
    }

    private static FileName numbered(FileKind kind, String digits) {
        long number = unsignedDecimal(digits);
        return number < 0 ? OTHER : new FileName(kind, number, 0);
    }

    private static FileName log(String stem) {
        int dash = stem.indexOf('-');
        if (dash < 0) {
            return numbered(FileKind.LOG, stem);
        }
        long number = unsignedDecimal(stem.substring(0, dash));
        long segment = unsignedDecimal(stem.substring(dash + 1));
        return number < 0 || segment < 0 || segment > Integer.MAX_VALUE
                ? OTHER
                : new FileName(FileKind.LOG, number, (int) segment);
    }

    /** The number as file names show it: at least six digits. */
    public static String padded(long number) {
        String digits = Long.toString(number);
        return digits.length() >= MIN_DIGITS ? digits : "0".repeat(MIN_DIGITS - digits.length()) + digits;
    }
}
