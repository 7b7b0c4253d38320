package dev.grantlake.workload;

import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;

/** Takes the records of a workload, one by one, in the order in which its recipe makes them. */
public interface RecordSink {

    void resourceType(ResourceType resourceType);

    void resource(Resource resource);

    void entitlement(Entitlement entitlement);

    void grant(Grant grant);
}
