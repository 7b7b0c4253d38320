package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import com.google.protobuf.Parser;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A row of {@code v1_resources}: everything is in its message. */
final class ResourceRow implements Resource {

    static final String[] COLUMNS = {"data", "discovered_at"};

    private static final int DATA = 1;
    private static final int DISCOVERED_AT = 2;
    private static final Parser<dev.grantlake.wire.connector.v2.Resource> PARSER =
            Stored.known(dev.grantlake.wire.connector.v2.Resource.parser());

    private final Stored<dev.grantlake.wire.connector.v2.Resource> stored;
    private final ZoneId zone;

    ResourceRow(Row row, ZoneId zone) {
        this.stored = new Stored<>(row, DATA, PARSER);
        this.zone = zone;
    }

    /** What a message means by a reference. */
    static ResourceId id(dev.grantlake.wire.connector.v2.ResourceId id) {
        return ResourceId.of(id.getResourceType(), id.getResource());
    }

    /** The parent of a resource; one without an id is none. */
    static Optional<ResourceId> parent(dev.grantlake.wire.connector.v2.Resource resource) {
        return resource.getParentResourceId().getResource().isEmpty()
                ? Optional.empty()
                : Optional.of(id(resource.getParentResourceId()));
    }

    @Override
    public ResourceId id() {
        return id(toMessage().getId());
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
    public Optional<ResourceId> parent() {
        return parent(toMessage());
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
    public dev.grantlake.wire.connector.v2.Resource toMessage() {
        return stored.message();
    }

    @Override
    public String toString() {
        return "resource " + id();
    }
}
