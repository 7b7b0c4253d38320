package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import com.google.protobuf.Parser;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.wire.connector.v2.Entitlement.PurposeValue;
import dev.grantlake.wire.connector.v2.ResourceType;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A row of {@code v1_entitlements}: everything is in its message. */
final class EntitlementRow implements Entitlement {

    static final String[] COLUMNS = {"data", "discovered_at"};

    private static final int DATA = 1;
    private static final int DISCOVERED_AT = 2;
    private static final String PURPOSE_PREFIX = "PURPOSE_VALUE_";
    private static final Parser<dev.grantlake.wire.connector.v2.Entitlement> PARSER =
            Stored.known(dev.grantlake.wire.connector.v2.Entitlement.parser());

    private final Stored<dev.grantlake.wire.connector.v2.Entitlement> stored;
    private final ZoneId zone;

    EntitlementRow(Row row, ZoneId zone) {
        this.stored = new Stored<>(row, DATA, PARSER);
        this.zone = zone;
    }

    /** What a message means by an entitlement. */
    static EntitlementKey key(dev.grantlake.wire.connector.v2.Entitlement entitlement) {
        return new EntitlementKey(ResourceRow.id(entitlement.getResource().getId()), entitlement.getId());
    }

    @Override
    public EntitlementKey key() {
        return key(toMessage());
    }

    @Override
    public String displayName() {
        return toMessage().getDisplayName();
    }

    @Override
    public String description() {
        return toMessage().getDescription();
    }

    @Override
    public String slug() {
        return toMessage().getSlug();
    }

    @Override
    public String purpose() {
        PurposeValue purpose = toMessage().getPurpose();
        boolean named = purpose != PurposeValue.UNRECOGNIZED && purpose != PurposeValue.PURPOSE_VALUE_UNSPECIFIED;
        return named ? purpose.name().substring(PURPOSE_PREFIX.length()) : "";
    }

    @Override
    public List<String> grantableTo() {
        return toMessage().getGrantableToList().stream()
                .map(ResourceType::getId)
                .toList();
    }

    @Override
    public List<Any> annotations() {
        return toMessage().getAnnotationsList();
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return Optional.of(WallClock.instant(stored.row(), DISCOVERED_AT, zone));
    }

    @Override
    public dev.grantlake.wire.connector.v2.Entitlement toMessage() {
        return stored.message();
    }

    @Override
    public String toString() {
        return "entitlement " + key();
    }
}
