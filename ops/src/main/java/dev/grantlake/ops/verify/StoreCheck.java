package dev.grantlake.ops.verify;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads all records of a file through the public API, whatever engine it takes: for formats whose bytes are not looked
 * at here. Shows that everything can be read, and nothing of indexes or references.
 */
final class StoreCheck {

    private final OpenOptions options;
    private final Journal findings;

    StoreCheck(OpenOptions options, Journal findings) {
        this.options = options;
        this.findings = findings;
    }

    /** Whether the file could be opened. */
    boolean run(Path path) {
        try (Store store = Grantlake.open(path, options)) {
            String file = store.metadata().file();
            findings.add(Finding.ofFile(
                    FindingCode.RECORDS_NOT_CHECKED,
                    file,
                    "of a file of format " + store.metadata().format() + " every record is read, and no more"));
            for (SyncRun run : store.syncs()) {
                records(store.sync(run), file);
            }
            return true;
        } catch (StorageException e) {
            switch (e.kind()) {
                case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED, UNAVAILABLE -> {
                    findings.add(Finding.of(FindingCode.CONTAINER_UNREADABLE, e, path.toString()));
                    return false;
                }
                default -> throw e;
            }
        }
    }

    private void records(Sync sync, String file) {
        read(sync.resourceTypes().all(), type -> type.toMessage(), file);
        read(sync.resources().all(), resource -> resource.toMessage(), file);
        read(sync.entitlements().all(), entitlement -> entitlement.toMessage(), file);
        read(sync.grants().all(), grant -> grant.toMessage(), file);
        read(sync.assets().all(), asset -> asset.id(), file);
        read(sync.sessions().all(), session -> session.key(), file);
    }

    private <T> void read(Listing<T> listing, Consumer<T> decode, String file) {
        try {
            listing.forEach(decode);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT && e.kind() != StorageException.Kind.LIMIT_EXCEEDED) {
                throw e;
            }
            findings.add(Finding.of(FindingCode.RECORDS_UNREADABLE, e, file));
        }
    }
}
