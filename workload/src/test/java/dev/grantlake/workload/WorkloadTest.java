package dev.grantlake.workload;

import com.google.protobuf.Message;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkloadTest {

    /** What the Go program makes of the same recipe: the encodings of all records, each behind its length. */
    @Test
    void aCompanyIsTheOneOfTheGoProgram() {
        Digest digest = new Digest();
        CompanyWorkload.of(1000, Workload.PUBLISHED_SEED).emit(digest);
        assertThat(digest.hex()).isEqualTo("ecbb458282ff69ce96d21ca7662dc390f72d14df95512ad7f6f8eae3ab1d9bf0");
    }

    @ParameterizedTest
    @CsvSource({"100, 40, 32", "10000, 1050, 54", "100000, 10455, 495"})
    void aCompanyHasThePublishedSizes(int grants, int resources, int entitlements) {
        Census census = Census.of(CompanyWorkload.of(grants, Workload.PUBLISHED_SEED));
        assertThat(census.resourceTypes).isEqualTo(4);
        assertThat(census.resources).isEqualTo(resources);
        assertThat(census.entitlements).isEqualTo(entitlements);
        assertThat(census.grantIds).hasSize(grants).doesNotHaveDuplicates();
    }

    @Test
    void anotherSeedMakesAnotherCompany() {
        List<String> ids = Census.of(CompanyWorkload.of(1000, 1)).grantIds;
        assertThat(ids).isEqualTo(Census.of(CompanyWorkload.of(1000, 1)).grantIds);
        assertThat(ids).isNotEqualTo(Census.of(CompanyWorkload.of(1000, 2)).grantIds);
    }

    @Test
    void aCompanyMayHaveOtherUsers() {
        Census census = Census.of(CompanyWorkload.of(5000, 3000, 7));
        assertThat(census.resources).isEqualTo(5 + 3000 + 20 + 5);
        assertThat(new HashSet<>(census.grantIds)).hasSize(5000);
        assertThatThrownBy(() -> CompanyWorkload.of(5000, 10, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5000 grants are too many for 10 users in 20 groups");
        assertThatThrownBy(() -> CompanyWorkload.of(99, 7)).hasMessage("a company has at least 100 grants, not 99");
    }

    @Test
    void distinctPairsDoNotDependOnThePasses() {
        Company company = Company.ofGrants(20_000);
        SplitMix64 random = new SplitMix64(5);
        List<Long> expected = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        new UserDraws(company, random, 1 << 20)
                .forEachDistinct(20_000, (user, target) -> expected.add(pair(user, target)));
        assertThat(seen.addAll(expected)).isTrue();
        assertThat(seen).hasSize(20_000);
        for (int pairsAPass : new int[] {1 << 8, 3_000, 20_001}) {
            List<Long> found = new ArrayList<>();
            new UserDraws(company, random, pairsAPass)
                    .forEachDistinct(20_000, (user, target) -> found.add(pair(user, target)));
            assertThat(found).as("%d pairs a pass", pairsAPass).isEqualTo(expected);
        }
    }

    private static long pair(int user, int target) {
        return (long) user << Integer.SIZE | target;
    }

    @Test
    void aBenchmarkPutsEachGrantWhereTheRecipeSays() {
        Census census = Census.of(BenchmarkWorkload.of(2_345, BenchmarkWorkload.ENTITLEMENTS));
        assertThat(census.resourceTypes + census.resources + census.entitlements)
                .isZero();
        assertThat(census.grantIds).hasSize(2_345).doesNotHaveDuplicates();
        assertThat(census.grantIds.get(2_344)).isEqualTo("app:github:entitlement-0044:user:user-00000023");
    }

    @ParameterizedTest
    @CsvSource({"600, 20, 30", "599, 20, 30", "31, 7, 30", "30, 30, 1", "1000, 3, 1000"})
    void principalsOfABenchmarkTakeTurns(int grants, int entitlements, int principals) {
        Census census = Census.of(BenchmarkWorkload.of(grants, entitlements, principals));
        assertThat(census.grantIds).hasSize(grants).doesNotHaveDuplicates();
        assertThat(census.principals).hasSize(principals);
    }

    @Test
    void aBenchmarkNeedsEnoughPairs() {
        assertThatThrownBy(() -> BenchmarkWorkload.of(601, 20, 30))
                .hasMessage("601 grants do not fit on 20 entitlements and 30 principals");
        assertThatThrownBy(() -> BenchmarkWorkload.of(0, 20)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BenchmarkWorkload.of(1, 1_000_001)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Counts records. */
    private static final class Census implements RecordSink {
        private final List<String> grantIds = new ArrayList<>();
        private final Set<String> principals = new HashSet<>();
        private int resourceTypes;
        private int resources;
        private int entitlements;

        static Census of(Workload workload) {
            Census census = new Census();
            workload.emit(census);
            assertThat(census.grantIds).hasSize(workload.grants());
            return census;
        }

        @Override
        public void resourceType(ResourceType resourceType) {
            resourceTypes++;
        }

        @Override
        public void resource(Resource resource) {
            resources++;
        }

        @Override
        public void entitlement(Entitlement entitlement) {
            entitlements++;
        }

        @Override
        public void grant(Grant grant) {
            grantIds.add(grant.getId());
            principals.add(grant.getPrincipal().getId().getResource());
        }
    }

    /** Hashes the encodings of records, each behind its length. */
    private static final class Digest implements RecordSink {
        private final MessageDigest digest;

        Digest() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }

        private void add(Message message) {
            byte[] encoded = message.toByteArray();
            digest.update((byte) encoded.length);
            digest.update((byte) (encoded.length >>> 8));
            digest.update(encoded);
        }

        @Override
        public void resourceType(ResourceType resourceType) {
            add(resourceType);
        }

        @Override
        public void resource(Resource resource) {
            add(resource);
        }

        @Override
        public void entitlement(Entitlement entitlement) {
            add(entitlement);
        }

        @Override
        public void grant(Grant grant) {
            add(grant);
        }
    }
}
