package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.dump.RecordLines;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.kv.spill.SpillingSorter;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Principals, each counted as often as it was added, sorted by type and id in bounded memory. Belongs to one thread.
 *
 * <p>Implementation note. A principal goes through the sorter as its two texts joined by NULs, for the order, and as
 * the two texts with the length of the first, which tells them apart whatever they hold.
 */
final class PrincipalSet implements AutoCloseable {

    private static final long BUDGET_BYTES = 64L << 20;

    private final SpillingSorter sorter;
    private boolean empty = true;

    /** A set without principals that spills into {@code folder}. */
    PrincipalSet(Path folder) {
        this.sorter = new SpillingSorter(folder, BUDGET_BYTES);
    }

    void add(ResourceId principal) {
        empty = false;
        sorter.add(sortKey(principal), encode(principal));
    }

    /** Whether none was ever added. */
    boolean isEmpty() {
        return empty;
    }

    /** Prints what the options ask for, with the names that {@code sync} knows. */
    void print(Sync sync, Arguments arguments, RowPrinter printer) throws IOException {
        RowSink<Counted> sink = printer.sink(new Rows());
        Printing printing = new Printing(sync, sink, arguments);
        sorter.drainTo((key, encoded) -> printing.see(encoded));
        printer.end(sink, printing.end());
    }

    @Override
    public void close() {
        sorter.close();
    }

    private static byte[] sortKey(ResourceId principal) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(principal.type().getBytes(StandardCharsets.UTF_8));
        key.write(0);
        key.writeBytes(principal.id().getBytes(StandardCharsets.UTF_8));
        return key.toByteArray();
    }

    private static byte[] encode(ResourceId principal) {
        byte[] type = principal.type().getBytes(StandardCharsets.UTF_8);
        byte[] id = principal.id().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + type.length + id.length)
                .putInt(type.length)
                .put(type)
                .put(id)
                .array();
    }

    private static ResourceId decode(byte[] encoded) {
        int typeLength = ByteBuffer.wrap(encoded).getInt();
        int idStart = Integer.BYTES + typeLength;
        return ResourceId.of(
                new String(encoded, Integer.BYTES, typeLength, StandardCharsets.UTF_8),
                new String(encoded, idStart, encoded.length - idStart, StandardCharsets.UTF_8));
    }

    /** One principal and how often it was added. */
    private record Counted(ResourceId principal, String name, long grants) {}

    /** Turns the sorted run of principals into rows, from the one behind the page token on, up to the limit. */
    private static final class Printing {
        private final Sync sync;
        private final RowSink<Counted> sink;
        private final long limit;
        private byte @Nullable [] startBehind;
        private byte @Nullable [] present;
        private byte @Nullable [] lastPrinted;
        private long count;
        private long printed;
        private boolean more;

        Printing(Sync sync, RowSink<Counted> sink, Arguments arguments) {
            this.sync = sync;
            this.sink = sink;
            long given = arguments.number(CommonOptions.LIMIT, 0);
            this.limit = given == 0 ? Long.MAX_VALUE : given;
            String token = arguments.value(CommonOptions.PAGE_TOKEN);
            this.startBehind = token == null || token.isEmpty() ? null : decodeToken(token);
        }

        void see(byte[] encoded) throws IOException {
            if (!Arrays.equals(present, encoded)) {
                endPresent();
                present = encoded;
                count = 0;
            }
            count++;
        }

        /** The token of the next page, or empty text. */
        String end() throws IOException {
            endPresent();
            return more && lastPrinted != null ? encodeToken(lastPrinted) : "";
        }

        private void endPresent() throws IOException {
            if (present == null) {
                return;
            }
            if (startBehind != null) {
                if (isBehind(present, startBehind)) {
                    startBehind = null;
                } else {
                    return;
                }
            }
            if (printed == limit) {
                more = true;
                return;
            }
            ResourceId principal = decode(present);
            String name =
                    sync.resources().find(principal).map(Resource::displayName).orElse("");
            sink.row(new Counted(principal, name, count));
            lastPrinted = present;
            printed++;
        }

        private static boolean isBehind(byte[] encoded, byte[] start) {
            int order = Arrays.compareUnsigned(sortKey(decode(encoded)), sortKey(decode(start)));
            return order != 0 ? order > 0 : Arrays.compareUnsigned(encoded, start) > 0;
        }

        private static String encodeToken(byte[] encoded) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(encoded);
        }

        /** A token is what a page has given out, to the letter: the decoders forgive more. */
        private static byte[] decodeToken(String token) {
            try {
                byte[] encoded = Base64.getUrlDecoder().decode(token);
                if (encoded.length >= Integer.BYTES) {
                    int typeLength = ByteBuffer.wrap(encoded).getInt();
                    boolean inside = typeLength >= 0 && typeLength <= encoded.length - Integer.BYTES;
                    if (inside
                            && Arrays.equals(encode(decode(encoded)), encoded)
                            && encodeToken(encoded).equals(token)) {
                        return encoded;
                    }
                }
            } catch (IllegalArgumentException e) {
                throw StoreException.invalidPageToken(token);
            }
            throw StoreException.invalidPageToken(token);
        }
    }

    private static final class Rows implements RowFormat<Counted> {

        @Override
        public List<String> titles() {
            return List.of("principal", "name", "grants");
        }

        @Override
        public List<String> cells(Counted row) {
            return List.of(row.principal.toString(), row.name, Long.toString(row.grants));
        }

        @Override
        public List<String> csvTitles() {
            return List.of("principal_type", "principal_id", "name", "grants");
        }

        @Override
        public List<String> csvCells(Counted row) {
            return List.of(row.principal.type(), row.principal.id(), row.name, Long.toString(row.grants));
        }

        @Override
        public void writeJson(Counted row, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeNumberField("grants", row.grants);
            out.writeStringField("name", row.name);
            out.writeFieldName("principal");
            RecordLines.writeResourceId(row.principal, out);
            out.writeEndObject();
        }
    }
}
