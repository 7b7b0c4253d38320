package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.dump.RecordLines;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.store.Grant;

import java.io.IOException;
import java.util.List;

/** Answers to "who can" and "what can" as rows. */
final class AccessRows implements RowFormat<Access> {

    /** What the question leaves open, and so what the table shows. */
    enum Asked {
        /** Who has one entitlement. */
        PRINCIPALS,
        /** Who has anything on a resource. */
        PRINCIPALS_AND_ENTITLEMENTS,
        /** What one principal has. */
        ENTITLEMENTS
    }

    private final Asked asked;

    AccessRows(Asked asked) {
        this.asked = asked;
    }

    @Override
    public List<String> titles() {
        return switch (asked) {
            case PRINCIPALS -> List.of("principal", "name", "how");
            case PRINCIPALS_AND_ENTITLEMENTS -> List.of("principal", "name", "entitlement", "how");
            case ENTITLEMENTS -> List.of("entitlement", "name", "resource", "how");
        };
    }

    @Override
    public List<String> cells(Access access) {
        Grant grant = access.grant();
        String how = Provenance.of(grant).toString();
        return switch (asked) {
            case PRINCIPALS -> List.of(grant.principal().toString(), access.name(), how);
            case PRINCIPALS_AND_ENTITLEMENTS ->
                List.of(
                        grant.principal().toString(),
                        access.name(),
                        grant.entitlement().id(),
                        how);
            case ENTITLEMENTS ->
                List.of(
                        grant.entitlement().id(),
                        access.name(),
                        grant.entitlement().resource().toString(),
                        how);
        };
    }

    @Override
    public List<String> csvTitles() {
        return List.of(
                "principal_type",
                "principal_id",
                "entitlement_id",
                "resource_type",
                "resource_id",
                "name",
                "direct",
                "via",
                "expandable");
    }

    @Override
    public List<String> csvCells(Access access) {
        Grant grant = access.grant();
        Provenance how = Provenance.of(grant);
        return List.of(
                grant.principal().type(),
                grant.principal().id(),
                grant.entitlement().id(),
                grant.entitlement().resource().type(),
                grant.entitlement().resource().id(),
                access.name(),
                Boolean.toString(how.direct()),
                CanonicalJson.array(how.through()),
                Boolean.toString(how.expandable()));
    }

    @Override
    public void writeJson(Access access, JsonGenerator out) throws IOException {
        Grant grant = access.grant();
        Provenance provenance = Provenance.of(grant);
        out.writeStartObject();
        out.writeBooleanField("direct", provenance.direct());
        out.writeObjectFieldStart("entitlement");
        out.writeStringField("id", grant.entitlement().id());
        out.writeFieldName("resource");
        RecordLines.writeResourceId(grant.entitlement().resource(), out);
        out.writeEndObject();
        out.writeBooleanField("expandable", provenance.expandable());
        out.writeStringField("grant_id", grant.id());
        out.writeStringField("name", access.name());
        out.writeFieldName("principal");
        RecordLines.writeResourceId(grant.principal(), out);
        out.writeArrayFieldStart("via");
        for (String entitlement : provenance.through()) {
            out.writeString(entitlement);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
