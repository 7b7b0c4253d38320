package dev.grantlake.records.encode;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Varint;
import dev.grantlake.wire.storage.v3.GrantRecord;

import java.util.ArrayList;
import java.util.List;

/**
 * What a grant is beyond entitlement, principal and time, encoded: empty for an ordinary one, whose id is the derived
 * one and which has no annotations, sources or expansion. A private form for the way between {@link GrantEncoder#split}
 * and {@link GrantEncoder#compose}; it is never stored.
 *
 * <table><caption>layout of one that is not empty</caption>
 * <tr><th>size</th><th>field</th></tr>
 * <tr><td>1</td><td>flags, the sum of those below</td></tr>
 * <tr><td>varint, bytes</td><td>flag 1: the grant's own id, which may be empty</td></tr>
 * <tr><td>varint, bytes</td><td>flag 2: its own {@code EntitlementRef}</td></tr>
 * <tr><td>varint, bytes</td><td>flag 4: its own {@code PrincipalRef}</td></tr>
 * <tr><td>varint, bytes</td><td>flag 8: its own time of discovery</td></tr>
 * <tr><td>rest</td><td>the fields of the stored value from {@code expansion} on, as they will stand there</td></tr>
 * </table>
 *
 * <p>Flag 16 says that the grant needs expansion, flag 32 that it has sources.
 */
public final class GrantRemainder {

    static final int OWN_ID = 1;
    static final int OWN_ENTITLEMENT = 2;
    static final int OWN_PRINCIPAL = 4;
    static final int OWN_TIME = 8;
    static final int NEEDS_EXPANSION = 16;
    static final int HAS_SOURCES = 32;

    private static final int DELIMITED = 2;
    private static final int TYPE_BITS = 3;
    private static final int SOURCE = GrantRecord.SOURCES_FIELD_NUMBER << TYPE_BITS | DELIMITED;

    private final byte[] array;
    private final int flags;
    private final int end;
    private int position;

    /** A reader of a remainder that is not empty. Asked in the order of the layout, each once. */
    GrantRemainder(Bytes remainder) {
        this.array = remainder.array();
        this.flags = array[remainder.offset()];
        this.position = remainder.offset() + 1;
        this.end = remainder.offset() + remainder.length();
    }

    /** Whether the grant is still to be expanded, and has an entry in the index of those that are. */
    public static boolean needsExpansion(Bytes remainder) {
        return !remainder.isEmpty() && (remainder.at(0) & NEEDS_EXPANSION) != 0;
    }

    /** The ids of the grant's sources, each once and in byte order, as its content hash takes them. */
    public static List<Bytes> sources(Bytes remainder) {
        if (remainder.isEmpty() || (remainder.at(0) & HAS_SOURCES) == 0) {
            return List.of();
        }
        GrantRemainder grant = new GrantRemainder(remainder);
        for (int own = OWN_ID; own <= OWN_TIME; own <<= 1) {
            grant.skip(own);
        }
        return grant.sources();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Copies the next part, length included. */
    void copy(ByteSink out) {
        long part = Varint.read31(array, position, end);
        int next = Varint.endOf31(part) + Varint.valueOf31(part);
        out.writeBytes(array, position, next - position);
        position = next;
    }

    /** Copies everything behind the parts. */
    void copyRest(ByteSink out) {
        out.writeBytes(array, position, end - position);
    }

    private void skip(int flag) {
        if (has(flag)) {
            long part = Varint.read31(array, position, end);
            position = Varint.endOf31(part) + Varint.valueOf31(part);
        }
    }

    /** The keys of the entries of the map, which were written sorted; each begins with its key. */
    private List<Bytes> sources() {
        List<Bytes> sources = new ArrayList<>();
        while (position < end) {
            int tagEnd = Varint.end(array, position, end);
            long tag = Varint.decode(array, position, tagEnd);
            position = tagEnd;
            if (tag == SOURCE) {
                long entry = Varint.read31(array, position, end);
                long key = Varint.read31(array, Varint.endOf31(entry) + 1, end);
                sources.add(Bytes.wrap(array, Varint.endOf31(key), Varint.valueOf31(key)));
            } else if (tag > SOURCE) {
                break;
            }
            position = fieldEnd(tag);
        }
        return sources;
    }

    /** The fields before the sources are messages and one flag. */
    private int fieldEnd(long tag) {
        if ((tag & ((1 << TYPE_BITS) - 1)) == DELIMITED) {
            long content = Varint.read31(array, position, end);
            return Varint.endOf31(content) + Varint.valueOf31(content);
        }
        return Varint.end(array, position, end);
    }
}
