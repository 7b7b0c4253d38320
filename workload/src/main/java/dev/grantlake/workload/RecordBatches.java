package dev.grantlake.workload;

import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers records of each kind and hands them on many at a time, as whoever writes wants them. The lists belong to
 * their takers. Belongs to one thread.
 */
public final class RecordBatches implements RecordSink {

    private final Batch<ResourceType> resourceTypes;
    private final Batch<Resource> resources;
    private final Batch<Entitlement> entitlements;
    private final Batch<Grant> grants;

    /**
     * Batches without records.
     *
     * @param size how many records of a kind are handed on at once, at least 1; the last batch of a kind may have fewer
     */
    public RecordBatches(
            int size,
            Consumer<? super List<ResourceType>> resourceTypes,
            Consumer<? super List<Resource>> resources,
            Consumer<? super List<Entitlement>> entitlements,
            Consumer<? super List<Grant>> grants) {
        if (size < 1) {
            throw new IllegalArgumentException("batches of " + size + " records");
        }
        this.resourceTypes = new Batch<>(size, resourceTypes);
        this.resources = new Batch<>(size, resources);
        this.entitlements = new Batch<>(size, entitlements);
        this.grants = new Batch<>(size, grants);
    }

    @Override
    public void resourceType(ResourceType resourceType) {
        resourceTypes.add(resourceType);
    }

    @Override
    public void resource(Resource resource) {
        resources.add(resource);
    }

    @Override
    public void entitlement(Entitlement entitlement) {
        entitlements.add(entitlement);
    }

    @Override
    public void grant(Grant grant) {
        grants.add(grant);
    }

    /** Hands on what is left. */
    public void flush() {
        resourceTypes.flush();
        resources.flush();
        entitlements.flush();
        grants.flush();
    }

    private static final class Batch<T> {

        private final int size;
        private final Consumer<? super List<T>> taker;
        private List<T> records = new ArrayList<>();

        Batch(int size, Consumer<? super List<T>> taker) {
            this.size = size;
            this.taker = taker;
        }

        void add(T record) {
            records.add(record);
            if (records.size() == size) {
                flush();
            }
        }

        void flush() {
            if (!records.isEmpty()) {
                List<T> full = records;
                records = new ArrayList<>();
                taker.accept(full);
            }
        }
    }
}
