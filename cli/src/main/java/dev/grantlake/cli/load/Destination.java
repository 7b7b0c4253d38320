package dev.grantlake.cli.load;

import dev.grantlake.store.NewSync;
import dev.grantlake.store.SyncWriter;

import java.time.Instant;

/** Where loaded records go. */
public interface Destination {

    /** Begins the sync; called once, before the first record. */
    SyncWriter begin(NewSync sync);

    /** Called for each record. */
    void step();

    /** When records are discovered that do not say it themselves. */
    Instant now();
}
