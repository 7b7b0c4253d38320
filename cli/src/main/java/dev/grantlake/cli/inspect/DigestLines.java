package dev.grantlake.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.dump.LineKind;
import dev.grantlake.cli.dump.OrderedLines;
import dev.grantlake.cli.dump.RecordLines;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.inspect.DigestNode;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.Optional;

/**
 * The stored digests as JSON lines: that of all grants, then that of each entitlement that has a record, in the order
 * of the dump. A digest that may not be trusted counts as not found; one that cannot be asked for, since the reader
 * interface knows no entitlement without an id, has an {@code error} and comes first.
 */
public final class DigestLines {

    /** The only way to compute a digest that there is. */
    private static final int ABI = 1;

    private final Sync sync;
    private final KeyValueReader entries;
    private final String file;

    /**
     * The digests of {@code sync}.
     *
     * @param entries all keys and values of {@code file}, where the levels of the digests are found
     */
    public DigestLines(Sync sync, KeyValueReader entries, String file) {
        this.sync = sync;
        this.entries = entries;
        this.file = file;
    }

    public void write(OrderedLines out) throws IOException {
        out.write(line -> writeWhole(sync.grantDigests().whole(), line));
        LineKind<Entitlement> inOrder = LineKind.entitlements(this::writeEntitlement);
        out.write(
                sync.entitlements().all(),
                new LineKind<>(
                        entitlement -> keyOf(entitlement, inOrder.sortKey().apply(entitlement)),
                        entitlement -> keyOf(entitlement, inOrder.groupKey().apply(entitlement)),
                        this::writeEntitlement));
        out.flush();
    }

    private static byte[] keyOf(Entitlement entitlement, byte[] key) {
        return entitlement.id().isEmpty() ? new byte[0] : key;
    }

    private static void writeWhole(Optional<GrantDigest> digest, JsonGenerator line) throws IOException {
        line.writeStartObject();
        line.writeNumberField("abi", digest.isPresent() ? ABI : 0);
        writeDigest(digest, line);
        line.writeStringField("kind", "grant_digest");
        line.writeEndObject();
    }

    private void writeEntitlement(Entitlement entitlement, JsonGenerator line) throws IOException {
        boolean askable = !entitlement.id().isEmpty();
        Optional<GrantDigest> digest = sync.grantDigests().of(entitlement.key());
        line.writeStartObject();
        if (askable) {
            writeDigest(digest, line);
        } else {
            line.writeStringField("error", "missing entitlement id");
        }
        line.writeStringField("id", entitlement.id());
        line.writeStringField("kind", "entitlement_digest");
        if (askable) {
            line.writeNumberField("level", digest.isPresent() ? level(entitlement) : 0);
        }
        line.writeFieldName("resource");
        RecordLines.writeResourceId(entitlement.resource(), line);
        line.writeEndObject();
    }

    private int level(Entitlement entitlement) {
        return DigestNode.root(entries, file, entitlement.key())
                .map(DigestNode::width)
                .orElse(0);
    }

    private static void writeDigest(Optional<GrantDigest> digest, JsonGenerator line) throws IOException {
        line.writeNumberField("count", digest.map(GrantDigest::count).orElse(0L));
        line.writeBooleanField("found", digest.isPresent());
        line.writeStringField("hash", digest.map(GrantDigest::hashHex).orElse(""));
    }
}
