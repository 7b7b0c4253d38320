package dev.grantlake.cli.json;

import java.time.Instant;

/**
 * Writes instants as RFC 3339 in UTC. By hand, since the formatters of the platform are slow to load, and a cold start
 * is measured in milliseconds.
 *
 * <p>Two customs meet here: proto3 JSON gives a second 0, 3, 6 or 9 digits, Go's own times as many as they need. Both
 * are canonical in their place.
 */
public final class Rfc3339 {

    /** 0001-01-01T00:00:00Z, the first second that has this form. */
    public static final long SECONDS_MIN = -62_135_596_800L;

    /** 9999-12-31T23:59:59Z, the last one. */
    public static final long SECONDS_MAX = 253_402_300_799L;

    private static final int SECONDS_PER_DAY = 86_400;

    private Rfc3339() {}

    /**
     * The text of an instant, with no more digits of a second than it takes; beyond the years 1 to 9999, where there is
     * no such text, the second and nanosecond.
     */
    public static String format(Instant instant) {
        long seconds = instant.getEpochSecond();
        int nanos = instant.getNano();
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            return "out of range: " + seconds + "s " + nanos + "ns";
        }
        StringBuilder text = new StringBuilder(30);
        appendSeconds(text, seconds);
        if (nanos != 0) {
            text.append('.');
            appendPadded(text, nanos, 9);
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text.setLength(end);
        }
        return text.append('Z').toString();
    }

    /** The text of a time that lies within the bounds, with 0, 3, 6 or 9 digits of a second. */
    static String formatInThrees(long seconds, int nanos) {
        StringBuilder text = new StringBuilder(30);
        appendSeconds(text, seconds);
        appendFraction(text, nanos);
        return text.append('Z').toString();
    }

    private static void appendSeconds(StringBuilder text, long seconds) {
        long days = Math.floorDiv(seconds, (long) SECONDS_PER_DAY);
        int second = (int) Math.floorMod(seconds, (long) SECONDS_PER_DAY);
        appendDate(text, days);
        text.append('T');
        appendPadded(text, second / 3600, 2);
        text.append(':');
        appendPadded(text, second / 60 % 60, 2);
        text.append(':');
        appendPadded(text, second % 60, 2);
    }

    /** A point and 3, 6 or 9 digits, or nothing for no nanoseconds. */
    static void appendFraction(StringBuilder text, int nanos) {
        if (nanos == 0) {
            return;
        }
        text.append('.');
        if (nanos % 1_000_000 == 0) {
            appendPadded(text, nanos / 1_000_000, 3);
        } else if (nanos % 1_000 == 0) {
            appendPadded(text, nanos / 1_000, 6);
        } else {
            appendPadded(text, nanos, 9);
        }
    }

    /**
     * The proleptic Gregorian date of a day counted from 1970-01-01; years are counted from March to be rid of leap
     * days.
     */
    private static void appendDate(StringBuilder text, long epochDay) {
        long day = epochDay + 719_468;
        long era = Math.floorDiv(day, 146_097L);
        int dayOfEra = (int) (day - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1;
        int calendarMonth = month < 10 ? month + 3 : month - 9;
        int year = (int) (yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0));
        appendPadded(text, year, 4);
        text.append('-');
        appendPadded(text, calendarMonth, 2);
        text.append('-');
        appendPadded(text, dayOfMonth, 2);
    }

    private static void appendPadded(StringBuilder text, int number, int digits) {
        String plain = Integer.toString(number);
        for (int i = plain.length(); i < digits; i++) {
            text.append('0');
        }
        text.append(plain);
    }
}
