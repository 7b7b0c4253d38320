package dev.grantlake.cli;

import dev.grantlake.store.SyncWriter;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.workload.RecordSink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts the records of a workload into a writer, thousands at a time. */
final class WorkloadWriter implements RecordSink {

    private static final int BATCH_SIZE = 4096;

    private final Chunk<ResourceType> resourceTypes;
    private final Chunk<Resource> resources;
    private final Chunk<Entitlement> entitlements;
    private final Chunk<Grant> grants;

    /**
     * A writer.
     *
     * @param step called for each record
     */
    WorkloadWriter(SyncWriter writer, Runnable step) {
        this.resourceTypes = new Chunk<>(writer::putResourceTypes, step);
        this.resources = new Chunk<>(writer::putResources, step);
        this.entitlements = new Chunk<>(writer::putEntitlements, step);
        this.grants = new Chunk<>(writer::putGrants, step);
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

    /** Puts what is still held back. */
    void flush() {
        resourceTypes.flush();
        resources.flush();
        entitlements.flush();
        grants.flush();
    }

    private static final class Chunk<T> {
        private final Consumer<Iterable<T>> put;
        private final Runnable step;
        private final List<T> records = new ArrayList<>(BATCH_SIZE);

        Chunk(Consumer<Iterable<T>> put, Runnable step) {
            this.put = put;
            this.step = step;
        }

        void add(T message) {
            records.add(message);
            step.run();
            if (records.size() == BATCH_SIZE) {
                flush();
            }
        }

        void flush() {
            if (!records.isEmpty()) {
                put.accept(List.copyOf(records));
                records.clear();
            }
        }
    }
}
