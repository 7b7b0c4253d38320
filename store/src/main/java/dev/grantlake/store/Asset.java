package dev.grantlake.store;

import dev.grantlake.base.Bytes;

import java.time.Instant;
import java.util.Optional;

/** A file that belongs to a sync: an icon, a logo. A lazy view. */
public interface Asset {

    String id();

    String contentType();

    Bytes data();

    /** When it was put into the store; absent in old files. */
    Optional<Instant> discoveredAt();
}
