package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireFields;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.GrantRecord;

import java.util.TreeSet;

/**
 * The hashes of a grant that digests are made of, both XXH64 with seed 0 over encoded components:
 *
 * <ul>
 *   <li>the <em>bucket hash</em> over the principal, {@code type 00 id};
 *   <li>the <em>content hash</em> over the key behind its header, then for each source id in byte order {@code 00 id}.
 * </ul>
 *
 * Two grants with equal content hashes are equal in who has what and where it came from; annotations, times and ids do
 * not count. See docs/formats/records.md.
 *
 * @param bucket decides in which bucket of its entitlement's digest the grant counts
 * @param content what it counts there
 */
public record GrantHash(long bucket, long content) {

    /** The field number of the key in every map entry. */
    private static final int MAP_KEY = 1;

    private static final int PRINCIPAL = 4;

    private static final Bytes SEPARATOR = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});

    /** The hashes of a stored grant. */
    public static GrantHash of(Row grant) {
        int header = KeyFamily.GRANT.header().length();
        Tuple parts = Tuple.of(grant.key(), header, KeyFamily.GRANT.components(), grant);
        XxHash64 content = new XxHash64();
        content.update(parts.span(0, parts.count()));
        for (Bytes source : sources(grant)) {
            content.update(SEPARATOR);
            content.update(TupleCodec.encode(source));
        }
        return new GrantHash(XxHash64.of(parts.span(PRINCIPAL, parts.count())), content.value());
    }

    /** The two bytes of the bucket hash that stand in the key of an index entry. */
    Bytes indexBytes() {
        return Bytes.wrap(new byte[] {(byte) (bucket >>> 56), (byte) (bucket >>> 48)});
    }

    /** The ids of the sources, each once, in byte order. */
    private static Iterable<Bytes> sources(Row grant) {
        TreeSet<Bytes> ids = new TreeSet<>();
        for (WireFields fields = grant.message().fields(); fields.next(); ) {
            if (fields.number() == GrantRecord.SOURCES_FIELD_NUMBER) {
                ids.add(new WireMessage(fields.bytes(), grant).bytes(MAP_KEY));
            }
        }
        return ids;
    }
}
