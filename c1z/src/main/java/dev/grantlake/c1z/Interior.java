package dev.grantlake.c1z;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * How the records inside a v3 payload are keyed, as the manifest's {@code engine} says it. Every incompatible change of
 * the keys changed the name, so that older readers refuse the file instead of finding no rows. The stamps among the
 * records have the last word.
 */
public enum Interior {

    /** Keyspace 2 with structured identities: one sync, what is written today. */
    PEBBLE3("pebble3"),

    /** Keyspace 2 with grants and entitlements keyed by external id: one sync. */
    PEBBLE2("pebble2"),

    /** Keyspace 1, the first one: any number of syncs, with the sync's id in every key. */
    PEBBLE("pebble");

    private final String engine;

    Interior(String engine) {
        this.engine = engine;
    }

    /** The name in the manifest. */
    public String engine() {
        return engine;
    }

    /**
     * The interior of this name.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for a name nobody knows, {@code CORRUPT} for none at all
     */
    static Interior of(String engine, Location where) {
        for (Interior interior : values()) {
            if (interior.engine.equals(engine)) {
                return interior;
            }
        }
        if (engine.isEmpty()) {
            throw StorageException.corrupt(where, "the name of an engine", "none");
        }
        throw StorageException.unsupported(where, "no engine of the name " + Text.quoted(engine) + " is known");
    }
}
