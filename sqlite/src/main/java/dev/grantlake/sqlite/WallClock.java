package dev.grantlake.sqlite;

import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times of a v1 file: {@code YYYY-MM-DD hh:mm:ss} and, where it is not zero, a fraction of one to nine digits. It
 * is what the clock on the writer's wall showed, without a zone; the reader's zone is taken for the writer's, as Go
 * does. An hour that a change of the clocks repeats reads as the first of the two, one that it skips as an hour later.
 *
 * <p>As a courtesy to other writers a {@code T} may stand between date and time, seconds may be missing, and a
 * {@code Z} or an offset at the end makes a zone unnecessary.
 */
final class WallClock {

    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[ T](\\d\\d):(\\d\\d)"
            + "(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d\\d:\\d\\d)?");

    private static final int NANO_DIGITS = 9;

    private WallClock() {}

    /** The instant that the text in a column means to a reader in {@code zone}. */
    static Instant instant(Row row, int column, ZoneId zone) {
        String text = row.text(column);
        Matcher parts = FORM.matcher(text);
        try {
            if (parts.matches()) {
                LocalDateTime time = LocalDateTime.of(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        Integer.parseInt(parts.group(4)),
                        Integer.parseInt(parts.group(5)),
                        parts.group(6) == null ? 0 : Integer.parseInt(parts.group(6)),
                        nanos(parts.group(7)));
                return time.atZone(parts.group(8) == null ? zone : ZoneOffset.of(parts.group(8)))
                        .toInstant();
            }
        } catch (DateTimeException e) {
            throw wrong(row, column, text);
        }
        throw wrong(row, column, text);
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt(fraction + "0".repeat(NANO_DIGITS - fraction.length()));
    }

    private static StorageException wrong(Row row, int column, String text) {
        return StorageException.corrupt(row.where(column), "a time as YYYY-MM-DD hh:mm:ss", "\"" + text + "\"");
    }
}
