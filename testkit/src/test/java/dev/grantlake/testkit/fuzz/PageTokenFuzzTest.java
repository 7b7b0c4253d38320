package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.testbase.Fixtures;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any text as a page token of any listing: an invalid argument, or the listing goes on from a place of its own.
 * Whatever the token, a listing shows none but its own records, in its own order and to its own end.
 *
 * <pre>
 * offset | size | field
 *      0 |    1 | which listing, modulo their number
 *      1 |    1 | records a page, modulo 8, and one more; from 128 on the rest is the token itself
 *      2 |      | the position in the token, encoded as tokens are; or the token
 * </pre>
 */
final class PageTokenFuzzTest {

    private static final int HEAD_BYTES = 2;
    private static final int PAGE_SIZES = 8;
    private static final int MAX_PAGES = 10_000;

    /** A listing, how its records are told apart, and all of them. */
    private record Listed<T>(Listing<T> listing, Function<T, String> name, List<String> all) {

        static <T> Listed<T> of(Listing<T> listing, Function<T, String> name) {
            List<String> all = new ArrayList<>();
            listing.forEach(record -> all.add(name.apply(record)));
            return new Listed<>(listing, name, all);
        }

        /** The names from a token to the end of the listing, or null if it refuses the token. */
        @Nullable
        List<String> from(String token, int pageSize) {
            List<String> names = new ArrayList<>();
            PageRequest request = PageRequest.ofSize(pageSize).withToken(token);
            for (int pages = 0; ; pages++) {
                assertThat(pages).as("pages").isLessThan(MAX_PAGES);
                Page<T> page;
                try {
                    page = listing.page(request);
                } catch (StoreException refused) {
                    assertThat(refused.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT);
                    assertThat(pages)
                            .as("pages before a token of a page was refused")
                            .isZero();
                    return null;
                }
                page.records().forEach(record -> names.add(name.apply(record)));
                if (page.last()) {
                    return names;
                }
                request = request.withToken(page.nextToken());
            }
        }
    }

    @FuzzTest
    void aListingShowsNoneButItsOwn(byte[] input) {
        if (input.length < HEAD_BYTES) {
            return;
        }
        Listed<?> listed = Tiny.LISTINGS.get((input[0] & 0xff) % Tiny.LISTINGS.size());
        byte[] rest = Arrays.copyOfRange(input, HEAD_BYTES, input.length);
        String token = input[1] < 0
                ? new String(rest, StandardCharsets.UTF_8)
                : Base64.getUrlEncoder().withoutPadding().encodeToString(rest);
        int pageSize = 1 + (input[1] & 0xff) % PAGE_SIZES;
        List<String> names = HostileRead.of(input.length, () -> listed.from(token, pageSize));
        if (names != null) {
            List<String> all = listed.all();
            assertThat(names).isEqualTo(all.subList(Math.max(0, all.size() - names.size()), all.size()));
        }
    }

    /** The positions in the tokens that the listings give out, each with its listing, as inputs of the target. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < Tiny.LISTINGS.size(); i++) {
            String token =
                    Tiny.LISTINGS.get(i).listing().page(PageRequest.ofSize(1)).nextToken();
            if (!token.isEmpty()) {
                byte[] position = Base64.getUrlDecoder().decode(token);
                byte[] head = {(byte) i, 2};
                seeds.add(Bytes.wrap(head).plus(Bytes.wrap(position)).toArray());
            }
        }
        return seeds;
    }

    /** The listings of a small file, which stays open as long as the JVM lives. */
    private static final class Tiny {

        static final List<Listed<?>> LISTINGS = listings();

        private static List<Listed<?>> listings() {
            Store store = Grantlake.open(Fixtures.projectRoot().resolve("samples/tiny.c1z"));
            Sync sync = store.latestSync().orElseThrow();
            Grant grant = sync.grants().all().first().orElseThrow();
            EntitlementKey entitlement = grant.entitlement();
            ResourceId resource = entitlement.resource();
            Function<Grant, String> grantName = each -> each.key().toString();
            Function<Resource, String> resourceName = each -> each.id().toString();
            Function<Entitlement, String> entitlementName = each -> each.key().toString();
            ResourceId child = sync.resources().all().stream()
                    .filter(each -> each.parent().isPresent())
                    .findFirst()
                    .orElseThrow()
                    .id();
            return List.of(
                    Listed.of(sync.resourceTypes().all(), ResourceType::id),
                    Listed.of(sync.resources().all(), resourceName),
                    Listed.of(sync.resources().ofType(resource.type()), resourceName),
                    Listed.of(sync.resources().childrenOf(parentOf(sync, child)), resourceName),
                    Listed.of(sync.entitlements().all(), entitlementName),
                    Listed.of(sync.entitlements().onResource(resource), entitlementName),
                    Listed.of(sync.grants().all(), grantName),
                    Listed.of(sync.grants().forEntitlement(entitlement), grantName),
                    Listed.of(sync.grants().forPrincipal(grant.principal()), grantName),
                    Listed.of(sync.grants().onResource(resource), grantName),
                    Listed.of(
                            sync.grants()
                                    .matching(GrantFilter.ALL
                                            .withResource(resource)
                                            .withPrincipal(grant.principal())),
                            grantName),
                    Listed.of(sync.grants().matching(GrantFilter.ALL.withPendingExpansion()), grantName),
                    Listed.of(sync.assets().all(), Asset::id),
                    Listed.of(sync.sessions().all(), SessionEntry::key));
        }

        private static ResourceId parentOf(Sync sync, ResourceId child) {
            return sync.resources().find(child).orElseThrow().parent().orElseThrow();
        }
    }
}
