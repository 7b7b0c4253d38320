package dev.grantlake.store;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.spi.SyncBackend;

import java.util.Optional;

/** What the connector put aside while syncing: keys and opaque values, in byte order of the keys. */
public final class Sessions {

    private final SyncBackend backend;

    Sessions(SyncBackend backend) {
        this.backend = backend;
    }

    public Optional<Bytes> find(String key) {
        return backend.session(key);
    }

    public Listing<SessionEntry> all() {
        return withPrefix("");
    }

    /** Entries whose keys start with {@code prefix}; the keys are given whole. */
    public Listing<SessionEntry> withPrefix(String prefix) {
        return new Listing<>(after -> backend.sessions(prefix, after));
    }
}
