package dev.grantlake.workload;

import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordBatchesTest {

    private static final int GRANTS = 1000;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 250, 999, 1000, 1001, Integer.MAX_VALUE})
    void everyRecordComesOnceInItsOrderAndInFullBatches(int size) {
        List<List<ResourceType>> resourceTypes = new ArrayList<>();
        List<List<Resource>> resources = new ArrayList<>();
        List<List<Entitlement>> entitlements = new ArrayList<>();
        List<List<Grant>> grants = new ArrayList<>();
        RecordBatches batches =
                new RecordBatches(size, resourceTypes::add, resources::add, entitlements::add, grants::add);
        Workload workload = CompanyWorkload.of(GRANTS, Workload.PUBLISHED_SEED);
        workload.emit(batches);
        batches.flush();
        batches.flush();

        Everything expected = new Everything();
        workload.emit(expected);
        assertBatches(resourceTypes, expected.resourceTypes, size);
        assertBatches(resources, expected.resources, size);
        assertBatches(entitlements, expected.entitlements, size);
        assertBatches(grants, expected.grants, size);
    }

    private static <T> void assertBatches(List<List<T>> batches, List<T> expected, int size) {
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(expected);
        for (int i = 0; i < batches.size(); i++) {
            int left = expected.size() - i * size;
            assertThat(batches.get(i)).hasSize(Math.min(size, left));
        }
    }

    @Test
    void aBatchHoldsSomething() {
        assertThatThrownBy(() -> new RecordBatches(0, batch -> {}, batch -> {}, batch -> {}, batch -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batches of 0 records");
    }

    private static final class Everything implements RecordSink {

        private final List<ResourceType> resourceTypes = new ArrayList<>();
        private final List<Resource> resources = new ArrayList<>();
        private final List<Entitlement> entitlements = new ArrayList<>();
        private final List<Grant> grants = new ArrayList<>();

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
    }
}
