package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireFields;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.GrantRecord;

import java.util.Collection;
import java.util.List;
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

    private static final Bytes SEPARATOR = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});

    /** The hashes of a stored grant. */
    public static GrantHash of(Row grant) {
        return of(GrantComponents.of(grant.key(), grant), grant);
    }

    /** The same of a grant whose key has been taken apart. */
    static GrantHash of(GrantComponents parts, Row grant) {
        return new GrantHash(bucket(parts.principal()), content(parts.all(), sources(grant)));
    }

    /**
     * The bucket hash of a principal.
     *
     * @param principal its two components as they stand in keys, with the separator between them
     */
    public static long bucket(Bytes principal) {
        return XxHash64.of(principal);
    }

    /**
     * The content hash of a grant.
     *
     * @param components the six components of its key as they stand there, with the separators between them
     * @param sources the ids of its sources, raw, each once, in byte order
     */
    public static long content(Bytes components, Collection<Bytes> sources) {
        if (sources.isEmpty()) {
            return XxHash64.of(components);
        }
        XxHash64 content = new XxHash64().update(components);
        for (Bytes source : sources) {
            content.update(SEPARATOR).update(TupleCodec.encode(source));
        }
        return content.value();
    }

    /** The ids of the sources, each once, in byte order. */
    private static Collection<Bytes> sources(Row grant) {
        Collection<Bytes> ids = List.of();
        for (WireFields fields = grant.message().fields(); fields.next(); ) {
            if (fields.number() == GrantRecord.SOURCES_FIELD_NUMBER) {
                if (ids.isEmpty()) {
                    ids = new TreeSet<>();
                }
                ids.add(new WireMessage(fields.bytes(), grant).bytes(MAP_KEY));
            }
        }
        return ids;
    }
}
