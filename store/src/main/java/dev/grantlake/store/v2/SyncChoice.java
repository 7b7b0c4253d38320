package dev.grantlake.store.v2;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.wire.c1z.v1.SyncDetails;

import java.util.List;
import java.util.Optional;

/**
 * Which sync a request means: the one it names in a field of its own, else the one that an annotation
 * ({@code SyncDetails}) names, else the one that the adapter was made for, else the store's default. A sync that is
 * named and not there is none, so lists over it are empty.
 */
final class SyncChoice {

    private static final String DETAILS = "c1.c1z.v1.SyncDetails";

    private final Store store;
    private final String viewed;

    /**
     * The choice over a store.
     *
     * @param viewed the id of the sync that requests mean that name none, or empty for the store's default
     */
    SyncChoice(Store store, String viewed) {
        this.store = store;
        this.viewed = viewed;
    }

    Optional<Sync> of(List<Any> annotations) {
        return of("", annotations);
    }

    Optional<Sync> of(String activeSyncId, List<Any> annotations) {
        String annotated = annotated(annotations);
        if (!activeSyncId.isEmpty()) {
            return named(activeSyncId);
        }
        if (!annotated.isEmpty()) {
            return named(annotated);
        }
        return viewed.isEmpty() ? store.latestSync() : named(viewed);
    }

    Optional<Sync> named(String id) {
        return store.syncs().stream()
                .filter(run -> run.id().equals(id))
                .findFirst()
                .map(store::sync);
    }

    /** The id in the first annotation of the type; an annotation of the type that cannot be read is an error. */
    private static String annotated(List<Any> annotations) {
        for (Any annotation : annotations) {
            // Only what follows the last slash of a type URL counts, and there may be none.
            String url = annotation.getTypeUrl();
            if (url.substring(url.lastIndexOf('/') + 1).equals(DETAILS)) {
                try {
                    return SyncDetails.parseFrom(annotation.getValue()).getId();
                } catch (InvalidProtocolBufferException e) {
                    throw StoreException.invalidArgument(
                            "an annotation SyncDetails that cannot be read: " + e.getMessage());
                }
            }
        }
        return "";
    }
}
