package dev.grantlake.lsm.wal;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@link BatchOperation} on range keys, taken apart: key and value of such an operation hold more than their names
 * say.
 *
 * @param start the first user key that it is about
 * @param end the first user key behind
 * @param suffixes what is set or unset; empty for a deletion, which is about all of them
 */
public record RangeKeyOperation(Bytes start, Bytes end, List<Suffixed> suffixes) {

    /**
     * One of the range keys.
     *
     * @param value null where it is unset
     */
    public record Suffixed(Bytes suffix, @Nullable Bytes value) {}

    public RangeKeyOperation {
        suffixes = List.copyOf(suffixes);
    }

    /**
     * What an operation says, one range key after the other; nothing if its range holds no key.
     *
     * @throws StorageException of kind {@code CORRUPT} if its value does not parse
     */
    public static List<RangeKey> rangeKeys(BatchOperation operation) {
        RangeKeyOperation parsed = of(operation);
        long sequence = operation.sequence();
        List<RangeKey> keys = new ArrayList<>();
        if (parsed.start.compareTo(parsed.end) < 0) {
            if (operation.kind() == KeyKind.RANGE_KEY_DELETE) {
                keys.add(new RangeKey(parsed.start, parsed.end, sequence, operation.kind(), Bytes.EMPTY, Bytes.EMPTY));
            }
            for (Suffixed each : parsed.suffixes) {
                Bytes value = each.value() == null ? Bytes.EMPTY : each.value();
                keys.add(new RangeKey(parsed.start, parsed.end, sequence, operation.kind(), each.suffix(), value));
            }
        }
        return keys;
    }

    /** Whether operations of this kind are on range keys. */
    public static boolean is(KeyKind kind) {
        return kind == KeyKind.RANGE_KEY_SET || kind == KeyKind.RANGE_KEY_UNSET || kind == KeyKind.RANGE_KEY_DELETE;
    }

    /**
     * Takes an operation on range keys apart.
     *
     * @throws StorageException of kind {@code CORRUPT} if its value does not parse
     */
    public static RangeKeyOperation of(BatchOperation operation) {
        if (operation.kind() == KeyKind.RANGE_KEY_DELETE) {
            return new RangeKeyOperation(operation.key(), operation.value(), List.of());
        }
        ByteReader in = new ByteReader(operation.value(), operation.where());
        Bytes end = in.readLengthPrefixed("end of a range key");
        List<Suffixed> suffixes = new ArrayList<>();
        while (!in.atEnd()) {
            Bytes suffix = in.readLengthPrefixed("suffix of a range key");
            boolean set = operation.kind() == KeyKind.RANGE_KEY_SET;
            suffixes.add(new Suffixed(suffix, set ? in.readLengthPrefixed("value of a range key") : null));
        }
        return new RangeKeyOperation(operation.key(), end, suffixes);
    }
}
