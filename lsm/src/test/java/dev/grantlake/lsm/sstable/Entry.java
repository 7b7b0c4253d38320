package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A point as a cursor shows it, kept. */
record Entry(Bytes userKey, long trailer, Bytes value) {

    /** What the cursor stands on. */
    static Entry of(InternalCursor cursor) {
        return new Entry(
                cursor.userKey().copy(), cursor.trailer(), cursor.value().copy());
    }

    /** All entries, by first and next. */
    static List<Entry> all(InternalCursor cursor) {
        List<Entry> entries = new ArrayList<>();
        for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
            entries.add(of(cursor));
        }
        return entries;
    }

    /** A table's contents in lines, by the rule of the fixtures. */
    static String contentLines(List<Entry> points, List<RangeDeletion> deletions, List<RangeKey> rangeKeys) {
        StringBuilder lines = new StringBuilder();
        for (Entry point : points) {
            lines.append("P ").append(point.userKey.toHex());
            lines.append(' ').append(Trailer.sequence(point.trailer));
            lines.append(' ').append(Trailer.kindCode(point.trailer));
            lines.append(' ').append(point.value.toHex()).append('\n');
        }
        for (RangeDeletion deletion : deletions) {
            lines.append("D ").append(deletion.start().toHex());
            lines.append(' ').append(deletion.end().toHex());
            lines.append(' ').append(deletion.sequence()).append('\n');
        }
        for (RangeKey key : rangeKeys) {
            lines.append("K ").append(key.start().toHex());
            lines.append(' ').append(key.end().toHex());
            lines.append(' ').append(key.sequence());
            lines.append(' ').append(key.kind().code());
            lines.append(' ').append(key.suffix().toHex());
            lines.append(' ').append(key.value().toHex()).append('\n');
        }
        return lines.toString();
    }

    /** The hash of a table's contents by the rule of the fixtures. */
    static String contentHash(List<Entry> points, List<RangeDeletion> deletions, List<RangeKey> rangeKeys) {
        String lines = contentLines(points, deletions, rangeKeys);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
