package dev.grantlake.cli.load;

import com.google.protobuf.Timestamp;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.cli.load.CsvColumns.Column;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.spi.StorageRecords;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * Loads a table of who has what: a grant a row, under a header whose names decide. What the rows speak of (types,
 * principals, resources, entitlements) gets records of its own.
 *
 * <p>Commas, semicolons and tabs part columns, whichever the header has most of; quoting is that of RFC 4180; text is
 * UTF-8, or UTF-16 where a mark at its start says so. One object a load.
 */
public final class CsvLoad {

    static final String DEFAULT_PRINCIPAL_TYPE = "user";

    private static final int HEAD_CHARS = 1 << 13;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** Types that are known to be a trait of what bears them. */
    private static final Map<String, String> TRAITS =
            Map.of("user", "USER", "group", "GROUP", "role", "ROLE", "app", "APP", "secret", "SECRET");

    private final Source source;
    private final Destination destination;
    private final Timestamp now;
    private final Recent seen = new Recent();
    private long row;

    /** A load of {@code source}, which stays open. */
    public CsvLoad(Source source, Destination destination) {
        this.source = source;
        this.destination = destination;
        this.now = StorageRecords.timestamp(destination.now());
    }

    /** Loads everything; the sync is for the caller to finish. */
    public Loaded load() {
        try (CsvReader<CsvRecord> reader = open()) {
            Iterator<CsvRecord> rows = reader.iterator();
            row = 1;
            CsvColumns columns = CsvColumns.of(header(rows), this::mistake);
            new Rows(columns, destination.begin(NewSync.full())).readAll(rows);
            return new Loaded(true, "", List.of(), remarks(columns));
        } catch (CsvParseException e) {
            if (e.getCause() instanceof IOException cause) {
                throw failed(cause);
            }
            throw new StorageException(StorageException.Kind.CORRUPT, where(row + 1), reason(e), e);
        } catch (UncheckedIOException e) {
            throw failed(requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static String reason(CsvParseException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    private StorageException failed(IOException e) {
        return e instanceof CharacterCodingException
                ? StorageException.corrupt(
                        where(row + 1),
                        "text in UTF-8 (save the table as \"CSV UTF-8\")",
                        "other bytes, here or soon after")
                : StorageException.io(where(row + 1), "cannot read", e);
    }

    private List<String> header(Iterator<CsvRecord> rows) {
        if (!rows.hasNext()) {
            throw mistake("a header with the columns principal, entitlement and resource, found nothing");
        }
        return rows.next().getFields();
    }

    private static List<String> remarks(CsvColumns columns) {
        return columns.unused().isEmpty()
                ? List.of()
                : List.of("columns not used: " + String.join(", ", columns.unused()));
    }

    private StorageException mistake(String expected) {
        return StorageException.corrupt(where(row), "expected " + expected);
    }

    private Location where(long row) {
        return Location.of(source.name(), "row " + row);
    }

    private CsvReader<CsvRecord> open() throws IOException {
        byte[] head = source.peek();
        PushbackReader text = new PushbackReader(
                new InputStreamReader(
                        source.stream(), charset(head).newDecoder().onMalformedInput(CodingErrorAction.REPORT)),
                HEAD_CHARS);
        return CsvReader.builder()
                .fieldSeparator(separator(text))
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text);
    }

    private static Charset charset(byte[] head) {
        boolean marked = head.length >= 2
                && ((head[0] == (byte) 0xff && head[1] == (byte) 0xfe)
                        || (head[0] == (byte) 0xfe && head[1] == (byte) 0xff));
        return marked ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }

    /** The separator that the first line has most of; passes over a byte order mark, and else leaves the text whole. */
    private static char separator(PushbackReader text) throws IOException {
        char[] head = new char[HEAD_CHARS];
        int length = fill(text, head);
        int start = length > 0 && head[0] == BYTE_ORDER_MARK ? 1 : 0;
        int commas = 0;
        int semicolons = 0;
        int tabs = 0;
        boolean quoted = false;
        for (int i = start; i < length; i++) {
            char c = head[i];
            quoted ^= c == '"';
            if (!quoted && (c == '\n' || c == '\r')) {
                break;
            }
            commas += !quoted && c == ',' ? 1 : 0;
            semicolons += !quoted && c == ';' ? 1 : 0;
            tabs += !quoted && c == '\t' ? 1 : 0;
        }
        text.unread(head, start, length - start);
        if (tabs > commas && tabs > semicolons) {
            return '\t';
        }
        return semicolons > commas ? ';' : ',';
    }

    private static int fill(Reader text, char[] head) throws IOException {
        int length = 0;
        while (length < head.length) {
            int count = text.read(head, length, head.length - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        return length;
    }

    /** Puts rows into a writer. */
    private final class Rows {

        private final CsvColumns columns;
        private final Batch<ResourceTypeRecord> resourceTypes;
        private final Batch<ResourceRecord> resources;
        private final Batch<EntitlementRecord> entitlements;
        private final Batch<GrantRecord> grants;

        Rows(CsvColumns columns, SyncWriter writer) {
            this.columns = columns;
            this.resourceTypes = new Batch<>(writer::putResourceTypeRecords, CsvLoad.this::where);
            this.resources = new Batch<>(writer::putResourceRecords, CsvLoad.this::where);
            this.entitlements = new Batch<>(writer::putEntitlementRecords, CsvLoad.this::where);
            this.grants = new Batch<>(writer::putGrantRecords, CsvLoad.this::where);
        }

        void readAll(Iterator<CsvRecord> rows) {
            while (rows.hasNext()) {
                CsvRecord fields = rows.next();
                row++;
                if (fields.getFields().stream().allMatch(String::isBlank)) {
                    continue;
                }
                requireWidth(fields);
                read(fields.getFields());
                destination.step();
            }
            resourceTypes.flush();
            resources.flush();
            entitlements.flush();
            grants.flush();
        }

        private void requireWidth(CsvRecord fields) {
            for (int i = columns.count(); i < fields.getFieldCount(); i++) {
                if (!fields.getField(i).isBlank()) {
                    throw mistake(columns.count() + " cells as in the header, found " + fields.getFieldCount()
                            + "; a cell with a separator in it needs quotes");
                }
            }
        }

        private void read(List<String> cells) {
            String principal = require(Column.PRINCIPAL, cells);
            String principalType = orElse(columns.text(Column.PRINCIPAL_TYPE, cells), DEFAULT_PRINCIPAL_TYPE);
            String resourceType = orElse(columns.text(Column.RESOURCE_TYPE, cells), columns.resourceType());
            String given = columns.text(Column.ENTITLEMENT_ID, cells);
            String name = given.isEmpty() ? entitlement(resourceType, cells) : columns.text(Column.ENTITLEMENT, cells);
            String resource = columns.has(Column.RESOURCE) ? require(Column.RESOURCE, cells) : orElse(name, given);
            String prefix = resourceType + ":" + resource + ":";
            String id = !given.isEmpty() ? given : name.startsWith(prefix) ? name : prefix + name;

            putType(principalType);
            putType(resourceType);
            putResource(principalType, principal, columns.text(Column.PRINCIPAL_NAME, cells));
            putResource(resourceType, resource, columns.text(Column.RESOURCE_NAME, cells));
            EntitlementRef entitlement = EntitlementRef.newBuilder()
                    .setResourceTypeId(resourceType)
                    .setResourceId(resource)
                    .setEntitlementId(id)
                    .build();
            String slug = id.startsWith(prefix) ? id.substring(prefix.length()) : id;
            putEntitlement(entitlement, slug, orElse(columns.text(Column.ENTITLEMENT_NAME, cells), orElse(name, slug)));
            String grantId = columns.text(Column.GRANT_ID, cells);
            grants.add(
                    GrantRecord.newBuilder()
                            .setExternalId(orElse(grantId, id + ":" + principalType + ":" + principal))
                            .setEntitlement(entitlement)
                            .setPrincipal(PrincipalRef.newBuilder()
                                    .setResourceTypeId(principalType)
                                    .setResourceId(principal))
                            .setDiscoveredAt(now)
                            .build(),
                    row);
        }

        private String entitlement(String resourceType, List<String> cells) {
            return columns.has(Column.ENTITLEMENT) || columns.has(Column.ENTITLEMENT_ID)
                    ? require(Column.ENTITLEMENT, cells)
                    : CsvColumns.impliedEntitlement(resourceType);
        }

        private String require(Column column, List<String> cells) {
            String text = columns.text(column, cells);
            if (text.isEmpty()) {
                throw mistake(column.title() + " in every row, found an empty cell");
            }
            return text;
        }

        private void putType(String type) {
            if (seen.add(type)) {
                ResourceTypeRecord.Builder record = ResourceTypeRecord.newBuilder()
                        .setExternalId(type)
                        .setDisplayName(type)
                        .setDiscoveredAt(now);
                String trait = TRAITS.get(type);
                if (trait != null) {
                    record.addTraits(trait);
                }
                resourceTypes.add(record.build(), row);
            }
        }

        private void putResource(String type, String id, String name) {
            if (seen.add(type + '\0' + id)) {
                resources.add(
                        ResourceRecord.newBuilder()
                                .setResourceTypeId(type)
                                .setResourceId(id)
                                .setDisplayName(orElse(name, id))
                                .setDiscoveredAt(now)
                                .build(),
                        row);
            }
        }

        private void putEntitlement(EntitlementRef key, String slug, String name) {
            if (seen.add(key.getResourceTypeId() + '\0' + key.getResourceId() + '\0' + key.getEntitlementId())) {
                entitlements.add(
                        EntitlementRecord.newBuilder()
                                .setExternalId(key.getEntitlementId())
                                .setResource(ResourceRef.newBuilder()
                                        .setResourceTypeId(key.getResourceTypeId())
                                        .setResourceId(key.getResourceId()))
                                .setDisplayName(name)
                                .setSlug(slug)
                                .setPurpose("ASSIGNMENT")
                                .setDiscoveredAt(now)
                                .build(),
                        row);
            }
        }
    }

    private static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
