package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import com.google.protobuf.Parser;
import dev.grantlake.store.ResourceType;
import dev.grantlake.wire.connector.v2.ResourceType.Trait;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A row of {@code v1_resource_types}: everything is in its message. */
final class ResourceTypeRow implements ResourceType {

    static final String[] COLUMNS = {"data", "discovered_at"};

    private static final int DATA = 1;
    private static final int DISCOVERED_AT = 2;
    private static final String TRAIT_PREFIX = "TRAIT_";
    private static final Parser<dev.grantlake.wire.connector.v2.ResourceType> PARSER =
            Stored.known(dev.grantlake.wire.connector.v2.ResourceType.parser());

    private final Stored<dev.grantlake.wire.connector.v2.ResourceType> stored;
    private final ZoneId zone;

    ResourceTypeRow(Row row, ZoneId zone) {
        this.stored = new Stored<>(row, DATA, PARSER);
        this.zone = zone;
    }

    @Override
    public String id() {
        return toMessage().getId();
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
    public List<String> traits() {
        return toMessage().getTraitsList().stream().map(ResourceTypeRow::name).toList();
    }

    private static String name(Trait trait) {
        return trait == Trait.UNRECOGNIZED ? "" : trait.name().substring(TRAIT_PREFIX.length());
    }

    @Override
    public boolean sourcedExternally() {
        return toMessage().getSourcedExternally();
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
    public dev.grantlake.wire.connector.v2.ResourceType toMessage() {
        return stored.message();
    }

    @Override
    public String toString() {
        return "resource type " + id();
    }
}
