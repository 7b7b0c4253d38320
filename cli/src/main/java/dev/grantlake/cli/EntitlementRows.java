package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.store.Entitlement;

import java.io.IOException;
import java.util.List;

/** Entitlements as rows; as JSON the connector message. */
final class EntitlementRows implements RowFormat<Entitlement> {

    @Override
    public List<String> titles() {
        return List.of("entitlement", "resource", "display_name", "slug", "purpose", "grantable_to");
    }

    @Override
    public List<String> cells(Entitlement entitlement) {
        return List.of(
                entitlement.id(),
                entitlement.resource().toString(),
                entitlement.displayName(),
                entitlement.slug(),
                entitlement.purpose(),
                String.join(" ", entitlement.grantableTo()));
    }

    @Override
    public List<String> csvTitles() {
        return List.of(
                "entitlement_id", "resource_type", "resource_id", "display_name", "slug", "purpose", "grantable_to");
    }

    @Override
    public List<String> csvCells(Entitlement entitlement) {
        return List.of(
                entitlement.id(),
                entitlement.resource().type(),
                entitlement.resource().id(),
                entitlement.displayName(),
                entitlement.slug(),
                entitlement.purpose(),
                CanonicalJson.array(entitlement.grantableTo()));
    }

    @Override
    public void writeJson(Entitlement entitlement, JsonGenerator out) throws IOException {
        MessageJson.write(entitlement.toMessage(), out);
    }
}
