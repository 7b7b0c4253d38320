package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;

import java.io.IOException;
import java.util.List;

/** Resources as rows; as JSON the connector message. */
final class ResourceRows implements RowFormat<Resource> {

    @Override
    public List<String> titles() {
        return List.of("resource", "display_name", "parent");
    }

    @Override
    public List<String> cells(Resource resource) {
        return List.of(
                resource.id().toString(),
                resource.displayName(),
                resource.parent().map(ResourceId::toString).orElse(""));
    }

    @Override
    public List<String> csvTitles() {
        return List.of("resource_type", "resource_id", "display_name", "parent_type", "parent_id");
    }

    @Override
    public List<String> csvCells(Resource resource) {
        return List.of(
                resource.id().type(),
                resource.id().id(),
                resource.displayName(),
                resource.parent().map(ResourceId::type).orElse(""),
                resource.parent().map(ResourceId::id).orElse(""));
    }

    @Override
    public void writeJson(Resource resource, JsonGenerator out) throws IOException {
        MessageJson.write(resource.toMessage(), out);
    }
}
