package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import dev.grantlake.cli.json.ProtoJson;
import dev.grantlake.wire.WireTypes;

import java.io.IOException;

/** Shows connector messages as JSON, with every annotation whose type is known. */
final class MessageJson {

    private static final ProtoJson PRINTER = new ProtoJson(WireTypes::find);

    private MessageJson() {}

    static void write(Message message, JsonGenerator out) throws IOException {
        PRINTER.write(message, out);
    }
}
