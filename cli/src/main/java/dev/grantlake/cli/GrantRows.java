package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.store.Grant;

import java.io.IOException;
import java.util.List;

/** Grants as rows; as JSON the connector message, with its expandable annotation. */
final class GrantRows implements RowFormat<Grant> {

    @Override
    public List<String> titles() {
        return List.of("principal", "entitlement", "resource", "how");
    }

    @Override
    public List<String> cells(Grant grant) {
        return List.of(
                grant.principal().toString(),
                grant.entitlement().id(),
                grant.entitlement().resource().toString(),
                Provenance.of(grant).toString());
    }

    @Override
    public List<String> csvTitles() {
        return List.of(
                "grant_id",
                "entitlement_id",
                "resource_type",
                "resource_id",
                "principal_type",
                "principal_id",
                "direct",
                "via",
                "expandable");
    }

    @Override
    public List<String> csvCells(Grant grant) {
        Provenance how = Provenance.of(grant);
        return List.of(
                grant.id(),
                grant.entitlement().id(),
                grant.entitlement().resource().type(),
                grant.entitlement().resource().id(),
                grant.principal().type(),
                grant.principal().id(),
                Boolean.toString(how.direct()),
                CanonicalJson.array(how.through()),
                Boolean.toString(how.expandable()));
    }

    @Override
    public void writeJson(Grant grant, JsonGenerator out) throws IOException {
        MessageJson.write(grant.toExpandableMessage(), out);
    }
}
