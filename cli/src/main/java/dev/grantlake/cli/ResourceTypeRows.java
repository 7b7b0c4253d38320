package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.store.ResourceType;

import java.io.IOException;
import java.util.List;

/** Resource types as rows; as JSON the connector message. */
final class ResourceTypeRows implements RowFormat<ResourceType> {

    @Override
    public List<String> titles() {
        return List.of("resource_type", "display_name", "traits");
    }

    @Override
    public List<String> cells(ResourceType type) {
        return List.of(type.id(), type.displayName(), String.join(" ", type.traits()));
    }

    @Override
    public void writeJson(ResourceType type, JsonGenerator out) throws IOException {
        MessageJson.write(type.toMessage(), out);
    }
}
