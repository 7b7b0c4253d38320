package dev.grantlake.bench.peer;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What is measured, by the names that the Go peer uses. */
enum Scenario {
    OPEN("open", 1, Preparation::nothing) {
        @Override
        long call(Preparation prepared, int index) {
            try (Store store = open(prepared.file())) {
                sync(store);
                return 0;
            }
        }
    },

    /** Open, one entitlement's first hundred grants as messages, close: what an interactive question costs. */
    FIRST_HOLDERS("first-holders", 1, Preparation::firstEntitlementWithHundredGrants) {
        @Override
        long call(Preparation prepared, int index) {
            try (Store store = open(prepared.file())) {
                Listing<Grant> holders = sync(store).grants().forEntitlement((EntitlementKey) prepared.subject(0));
                return messages(holders.page(PageRequest.ofSize(100)));
            }
        }
    },

    LIST_GRANTS("list-grants", 1, Preparation::openStore) {
        @Override
        long call(Preparation prepared, int index) {
            return pages(prepared.sync().grants().all());
        }
    },

    /** As {@link #LIST_GRANTS}, without making messages; the peer has no such reading. */
    LIST_GRANTS_LAZY("list-grants-lazy", 1, Preparation::openStore) {
        @Override
        long call(Preparation prepared, int index) {
            return prepared.sync().grants().all().count();
        }
    },

    GET_GRANT("get-grant", 20_000, Preparation::grantIds) {
        @Override
        long call(Preparation prepared, int index) {
            Grant grant = prepared.sync()
                    .grants()
                    .find((String) prepared.subject(index))
                    .orElseThrow();
            return grant.toExpandableMessage().isInitialized() ? 1 : 0;
        }
    },

    GET_RESOURCE("get-resource", 20_000, Preparation::resourceIds) {
        @Override
        long call(Preparation prepared, int index) {
            return prepared.sync()
                            .resources()
                            .find((ResourceId) prepared.subject(index))
                            .orElseThrow()
                            .toMessage()
                            .isInitialized()
                    ? 1
                    : 0;
        }
    },

    BY_PRINCIPAL("by-principal", 5_000, Preparation::principals) {
        @Override
        long call(Preparation prepared, int index) {
            return pages(prepared.sync().grants().forPrincipal((ResourceId) prepared.subject(index)));
        }
    },

    BY_ENTITLEMENT("by-entitlement", 300, Preparation::entitlements) {
        @Override
        long call(Preparation prepared, int index) {
            return pages(prepared.sync().grants().forEntitlement((EntitlementKey) prepared.subject(index)));
        }
    },

    STATS("stats", 1_000, Preparation::openStore) {
        @Override
        long call(Preparation prepared, int index) {
            return prepared.sync().statistics().statistics().grants() >= 0 ? 1 : 0;
        }
    };

    private final String text;
    private final int operations;
    private final Function<Path, Preparation> prepare;

    Scenario(String text, int operations, Function<Path, Preparation> prepare) {
        this.text = text;
        this.operations = operations;
        this.prepare = prepare;
    }

    static Scenario of(String text) {
        for (Scenario scenario : values()) {
            if (scenario.text.equals(text)) {
                return scenario;
            }
        }
        throw new IllegalArgumentException("no scenario " + text);
    }

    /** One call on subject {@code index}; the number of records it returned. */
    abstract long call(Preparation prepared, int index);

    String text() {
        return text;
    }

    /** Calls in one repetition, unless the caller says otherwise. */
    int operations() {
        return operations;
    }

    Preparation prepare(Path file) {
        return prepare.apply(file);
    }

    private static Store open(Path file) {
        return Grantlake.open(file, OpenOptions.defaults());
    }

    private static Sync sync(Store store) {
        return store.latestSync().orElseThrow();
    }

    private static long pages(Listing<Grant> listing) {
        PageRequest request = PageRequest.FIRST;
        long rows = 0;
        while (true) {
            Page<Grant> page = listing.page(request);
            rows += messages(page);
            if (page.last()) {
                return rows;
            }
            request = request.withToken(page.nextToken());
        }
    }

    private static long messages(Page<Grant> page) {
        List<Object> messages = new ArrayList<>(page.records().size());
        for (Grant grant : page.records()) {
            messages.add(grant.toExpandableMessage());
        }
        return messages.size();
    }

    /**
     * What a scenario needs before the clock starts.
     *
     * @param store open for the whole run, or the file only where opening is what is measured
     */
    record Preparation(Path file, Store store, Sync sync, List<?> subjects) implements AutoCloseable {

        Object subject(int index) {
            return subjects.get(index);
        }

        static Preparation nothing(Path file) {
            return openStore(file);
        }

        static Preparation openStore(Path file) {
            return with(file, sync -> List.of());
        }

        static Preparation firstEntitlementWithHundredGrants(Path file) {
            return with(file, sync -> {
                Map<EntitlementKey, Integer> counts = new LinkedHashMap<>();
                try (var grants = sync.grants().all().stream()) {
                    return grants.map(Grant::entitlement)
                            .filter(entitlement -> counts.merge(entitlement, 1, Integer::sum) == 100)
                            .limit(1)
                            .toList();
                }
            });
        }

        static Preparation grantIds(Path file) {
            return with(file, sync -> collect(sync, Grant::id));
        }

        static Preparation resourceIds(Path file) {
            return with(file, sync -> {
                List<ResourceId> ids = new ArrayList<>();
                sync.resources().all().forEach(resource -> ids.add(resource.id()));
                return ids;
            });
        }

        static Preparation principals(Path file) {
            return with(file, sync -> List.copyOf(new LinkedHashSet<>(collect(sync, Grant::principal))));
        }

        static Preparation entitlements(Path file) {
            return with(file, sync -> List.copyOf(new LinkedHashSet<>(collect(sync, Grant::entitlement))));
        }

        private static <T> List<T> collect(Sync sync, Function<Grant, T> part) {
            List<T> parts = new ArrayList<>();
            sync.grants().all().forEach(grant -> parts.add(part.apply(grant)));
            return parts;
        }

        private static Preparation with(Path file, Function<Sync, List<?>> subjects) {
            Store store = open(file);
            Sync sync = Scenario.sync(store);
            return new Preparation(file, store, sync, subjects.apply(sync));
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
