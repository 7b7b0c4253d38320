package dev.grantlake.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.json.ProtoJson;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.inspect.KeyInspector;
import dev.grantlake.records.inspect.ValueForm;
import dev.grantlake.wire.DescriptorClosure;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Every visible key and value of a database, in key order, one pair a line: {@code HEXKEY HEXVALUE}. Where records are
 * wanted, a line whose value is a message has it as JSON in a third column; an annotation in a record is opaque there,
 * since the schema of records does not know its type.
 */
public final class KeyValueLines {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final OutputStream out;
    private final JsonGenerator json;
    private final @Nullable SelfDescription schema;
    private final ProtoJson messages;

    private KeyValueLines(OutputStream out, @Nullable SelfDescription schema) throws IOException {
        this.out = out;
        this.json = CanonicalJson.compact(out);
        this.schema = schema;
        this.messages = new ProtoJson(typeUrl -> schema == null ? null : schema.findByUrl(typeUrl));
    }

    /** Lines of two columns. */
    public static KeyValueLines plain(OutputStream out) throws IOException {
        return new KeyValueLines(out, null);
    }

    /** Lines with records, by the schema that this program knows. */
    public static KeyValueLines decoded(OutputStream out) throws IOException {
        return new KeyValueLines(out, SelfDescription.of(DescriptorClosure.set().getFileList(), "this program"));
    }

    /** Lines with records, by the schema that the file carries and nothing else. */
    public static KeyValueLines selfDecoded(OutputStream out, SelfDescription schema) throws IOException {
        return new KeyValueLines(out, schema);
    }

    /** Writes all pairs of {@code entries} that lie in {@code range}. */
    public void write(KeyValueReader entries, KeyRange range, Runnable progress) throws IOException {
        KeyInspector inspector = KeyInspector.of(entries);
        try (Cursor cursor = entries.cursor(range)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                writeHex(cursor.key());
                out.write(' ');
                writeHex(cursor.value());
                if (schema != null) {
                    writeRecord(
                            inspector.inspect(cursor.key().copy()).value(),
                            cursor.value().copy(),
                            schema);
                }
                out.write('\n');
                progress.run();
            }
        }
    }

    private void writeRecord(ValueForm form, Bytes value, SelfDescription schema) throws IOException {
        if (form.kind() != ValueForm.Kind.MESSAGE) {
            return;
        }
        out.write(' ');
        Descriptor type = schema.find(form.messageType());
        try {
            if (type == null) {
                writeProblem("no descriptor of " + form.messageType());
            } else {
                messages.write(DynamicMessage.parseFrom(type, value.toArray()), json);
            }
        } catch (InvalidProtocolBufferException e) {
            writeProblem("not a " + form.messageType() + ": " + e.getMessage());
        }
        json.flush();
    }

    private void writeProblem(String problem) throws IOException {
        json.writeStartObject();
        json.writeStringField("@problem", problem);
        json.writeEndObject();
    }

    private void writeHex(ByteView bytes) throws IOException {
        byte[] digits = new byte[2 * bytes.length()];
        for (int i = 0; i < bytes.length(); i++) {
            byte b = bytes.at(i);
            digits[2 * i] = HEX[(b >> 4) & 0xf];
            digits[2 * i + 1] = HEX[b & 0xf];
        }
        out.write(digits);
    }
}
