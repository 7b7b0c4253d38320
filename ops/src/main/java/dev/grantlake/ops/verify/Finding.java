package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * One thing that a verification has to say.
 *
 * @param file the file, and the file inside it where there is one, for example {@code sync.c1z/000012.sst}
 * @param offset bytes from the start of that file; {@link Location#UNKNOWN_OFFSET} for what has no single place
 * @param keys the keys that it is about, if it is about keys
 * @param message what was expected and what was found
 * @param access whose access it touches, for example {@code 214 grants of group g17}; empty if that is not known
 */
public record Finding(
        FindingCode code, String file, long offset, Optional<KeyRange> keys, String message, String access) {

    private static final int SHOWN_KEY_BYTES = 256;
    private static final Bytes NUL = Bytes.wrap(new byte[1]);

    /** A finding about a place in a file. */
    static Finding at(FindingCode code, Location where, String message) {
        return new Finding(code, where.file(), where.offset(), Optional.empty(), where.part() + ": " + message, "");
    }

    /** What an error says. */
    static Finding of(FindingCode code, StorageException error, String file) {
        Location where = error.location().orElse(Location.of(file, "file"));
        String message = String.valueOf(error.getMessage());
        String prefix = where + ": ";
        return new Finding(
                code,
                where.file(),
                where.offset(),
                Optional.empty(),
                message.startsWith(prefix) ? where.part() + ": " + message.substring(prefix.length()) : message,
                "");
    }

    /** A finding about one key. */
    static Finding ofKey(FindingCode code, String file, Bytes key, String message, String access) {
        return ofKeys(code, file, new KeyRange(key, key.plus(NUL)), message, access);
    }

    /** A finding about a range of keys. */
    static Finding ofKeys(FindingCode code, String file, KeyRange keys, String message, String access) {
        return new Finding(code, file, Location.UNKNOWN_OFFSET, Optional.of(keys), message, access);
    }

    /** A finding about all of a file. */
    static Finding ofFile(FindingCode code, String file, String message) {
        return new Finding(code, file, Location.UNKNOWN_OFFSET, Optional.empty(), message, "");
    }

    public Severity severity() {
        return code.severity();
    }

    /** The least of {@link #keys}, with escapes for what is not printable ASCII; empty if there is none. */
    public String firstKey() {
        return keys.map(range -> escaped(range.from())).orElse("");
    }

    /** The key before which {@link #keys} end, escaped likewise; empty if there is none, or if it is one key only. */
    public String endKey() {
        return keys.filter(range -> !isOneKey(range))
                .map(range -> escaped(range.to()))
                .orElse("");
    }

    private static boolean isOneKey(KeyRange range) {
        Bytes from = range.from();
        Bytes to = range.to();
        return from != null && to != null && to.length() == from.length() + 1 && to.equals(from.plus(NUL));
    }

    private static String escaped(@Nullable Bytes key) {
        if (key == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        int shown = Math.min(key.length(), SHOWN_KEY_BYTES);
        for (int i = 0; i < shown; i++) {
            int b = key.at(i) & 0xff;
            if (b >= ' ' && b <= '~' && b != '\\') {
                text.append((char) b);
            } else {
                text.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return shown == key.length() ? text.toString() : text.append("…").toString();
    }
}
