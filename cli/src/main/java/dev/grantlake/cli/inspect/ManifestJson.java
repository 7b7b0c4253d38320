package dev.grantlake.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.grantlake.cli.json.ProtoJson;
import dev.grantlake.wire.WireTypes;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;

import java.io.IOException;
import java.util.Set;

/** A manifest as one JSON object; of each descriptor that it carries only the name and how large it is. */
public final class ManifestJson {

    private static final String DESCRIPTORS = "descriptors";

    private ManifestJson() {}

    public static void write(C1ZManifestV3 manifest, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart(DESCRIPTORS);
        for (FileDescriptorProto file : manifest.getDescriptors().getFileList()) {
            out.writeStartObject();
            out.writeNumberField("bytes", file.getSerializedSize());
            out.writeNumberField("messages", file.getMessageTypeCount());
            out.writeStringField("name", file.getName());
            out.writeEndObject();
        }
        out.writeEndArray();
        new ProtoJson(WireTypes::find).writeFieldsWithout(Set.of(DESCRIPTORS), manifest, out);
        out.writeEndObject();
    }
}
