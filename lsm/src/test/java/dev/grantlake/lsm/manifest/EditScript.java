package dev.grantlake.lsm.manifest;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.record.LogBytes;

import java.util.HexFormat;
import java.util.List;

/**
 * Builds version edits from words. A line is a record, a word a value:
 *
 * <pre>
 * 103          a uvarint
 * 'name'       bytes with their length before them
 * a#5,SET      an internal key with its length before it; the end of a range is written a#end,RANGE_DELETE
 * 0x0aff       these bytes
 * </pre>
 */
public final class EditScript {

    private EditScript() {}

    /** A manifest of one record a line. */
    public static byte[] manifest(List<String> lines) {
        LogBytes log = new LogBytes();
        lines.forEach(line -> log.record(edit(line)));
        return log.toArray();
    }

    static byte[] edit(String line) {
        ByteSink out = new ByteSink();
        String[] words = line.strip().split(" +", -1);
        for (String word : words) {
            if (word.startsWith("0x")) {
                out.writeBytes(HexFormat.of().parseHex(word.substring(2)));
            } else if (word.startsWith("'")) {
                out.writeLengthPrefixed(Bytes.utf8(word.substring(1, word.length() - 1)));
            } else if (word.indexOf('#') >= 0) {
                out.writeLengthPrefixed(key(word));
            } else if (!word.isEmpty()) {
                out.writeVarint(Long.parseUnsignedLong(word));
            }
        }
        return out.toArray();
    }

    private static Bytes key(String word) {
        int hash = word.indexOf('#');
        int comma = word.indexOf(',');
        String sequence = word.substring(hash + 1, comma);
        long trailer = Trailer.of(
                sequence.equals("end") ? Trailer.MAX_SEQUENCE : Long.parseLong(sequence),
                KeyKind.valueOf(word.substring(comma + 1)));
        return new ByteSink()
                .writeUtf8(word.substring(0, hash))
                .writeLongLe(trailer)
                .toBytes();
    }
}
