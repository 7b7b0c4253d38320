package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.spi.StoredFault;
import dev.grantlake.store.spi.StoredFault.Kind;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.ExternalResourceMatchID;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.InsertResourceGrants;
import dev.grantlake.wire.connector.v2.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class SelfCheckTest {

    private static final String SYNC = "2Zk0000000000000000000000aa";
    private static final Resource ALICE = Messages.resource("user", "alice");
    private static final Entitlement MEMBER = Messages.entitlement("eng", "member");

    @TempDir
    private Path folder;

    private List<StoredFault> check(V1Builder file) {
        try (file) {
            return check(V1Builder.container(file.database()));
        }
    }

    private List<StoredFault> check(byte[] container) {
        Path path = V1Builder.write(folder.resolve("checked.c1z"), container);
        List<StoredFault> faults = new ArrayList<>();
        try (SqliteStore store = SqliteStore.open(path, OpenOptions.defaults().withTemporaryFolder(folder))) {
            store.check(faults::add);
        }
        return faults;
    }

    private static V1Builder sound() {
        return sound(V1Builder.withSync(SYNC));
    }

    private static V1Builder sound(V1Builder file) {
        return file.type(SYNC, "user")
                .type(SYNC, MEMBER.getResource().getId().getResourceType())
                .resource(SYNC, ALICE)
                .resource(SYNC, MEMBER.getResource())
                .entitlement(SYNC, MEMBER)
                .grant(SYNC, Messages.grant(MEMBER, ALICE))
                .asset(SYNC, "logo", new byte[10_000])
                .session(SYNC, "key", new byte[3]);
    }

    @Test
    void aSoundFileHasNoFaults() {
        assertThat(check(sound())).isEmpty();
        assertThat(check(V1Builder.today())).isEmpty();
    }

    @Test
    void aSlimGrantIsHeldAgainstItsColumnsWhereItSaysSomething() {
        Grant grant = Messages.grant(MEMBER, Messages.resource("user", "bob"));
        Grant slim = grant.toBuilder().clearEntitlement().clearPrincipal().build();
        V1Builder file =
                sound().resource(SYNC, Messages.resource("user", "bob")).grant(SYNC, grant, slim, null, 0);
        assertThat(check(file)).isEmpty();
    }

    @Test
    void grantsThatBringTheirResourceNeedNoEntitlement() {
        Any inserts = Any.pack(InsertResourceGrants.getDefaultInstance());
        Entitlement owner = Messages.entitlement("eng", "owner");
        Grant inserted =
                Messages.grant(owner, ALICE).toBuilder().addAnnotations(inserts).build();
        assertThat(check(sound().grant(SYNC, inserted))).isEmpty();
        Resource bob = Messages.resource("user", "bob");
        assertThat(check(sound().resource(SYNC, bob).grant(SYNC, inserted).grant(SYNC, Messages.grant(owner, bob))))
                .extracting(StoredFault::kind, StoredFault::message)
                .containsExactly(tuple(Kind.ENTITLEMENT, "1 grant of an entitlement that has no record"));
    }

    @Test
    void principalsThatAwaitAMatchAreNoFault() {
        Any match = Any.pack(ExternalResourceMatchID.getDefaultInstance());
        Resource bob = Messages.resource("user", "bob");
        Grant awaiting =
                Messages.grant(MEMBER, bob).toBuilder().addAnnotations(match).build();
        assertThat(check(sound().grant(SYNC, awaiting)))
                .extracting(StoredFault::kind, StoredFault::message)
                .containsExactly(tuple(
                        Kind.EXTERNAL_MATCH,
                        "1 grant to a principal that was to be matched with one of another source"));
        Entitlement owner = Messages.entitlement("eng", "owner");
        assertThat(check(
                        sound().entitlement(SYNC, owner).grant(SYNC, awaiting).grant(SYNC, Messages.grant(owner, bob))))
                .extracting(StoredFault::kind, StoredFault::message)
                .containsExactly(tuple(Kind.PRINCIPAL, "2 grants to a principal that has no record"));
    }

    @Test
    void anIndexThatLacksAnEntryIsFound() {
        V1Builder file = V1Builder.withSync(SYNC)
                .sql("drop index idx_grants_principal_id_v1")
                .sql("create index idx_grants_principal_id_v1 on v1_grants (principal_resource_id) where id > 1");
        sound(file)
                .sql("pragma writable_schema = on")
                .sql("update sqlite_schema set sql = 'create index idx_grants_principal_id_v1 on v1_grants"
                        + " (principal_resource_id)' where name = 'idx_grants_principal_id_v1'");
        List<StoredFault> faults = check(file);
        assertThat(faults).extracting(StoredFault::kind).containsOnly(Kind.STRUCTURE);
        assertThat(faults)
                .extracting(StoredFault::message)
                .anyMatch(message -> message.contains("idx_grants_principal_id_v1"));
    }

    @Test
    void onlyTablesThatAreReadAreCheckedWhereOthersAreVirtual() {
        assertThat(check(sound().sql("create virtual table notes using fts5(text)")))
                .isEmpty();
    }

    @Test
    void aConstraintOfTheFileIsNotEvaluated() {
        V1Builder file = sound().sql("create table other (a integer check (a > 1))")
                .sql("pragma ignore_check_constraints = on")
                .sql("insert into other values (0)");
        assertThat(check(file)).isEmpty();
    }

    @Test
    void aRowUnderAnotherIdThanItsMessageIsMisplaced() {
        V1Builder file = sound().sql("update v1_grants set external_id = 'other'");
        assertThat(check(file))
                .extracting(StoredFault::kind, StoredFault::access)
                .containsExactly(tuple(Kind.IDENTITY, "grant of " + owner() + " to user alice"));
    }

    @Test
    void columnsThatSearchesUseAreHeldAgainstTheMessage() {
        V1Builder file = sound().resource(SYNC, Messages.resource("user", "bob"))
                .sql("update v1_grants set principal_resource_id = 'bob'");
        assertThat(check(file))
                .extracting(StoredFault::kind, fault -> fault.where().part())
                .containsExactly(tuple(Kind.COLUMNS, "table v1_grants, row 1, column principal_resource_id"));
    }

    @Test
    void whatIsReferredToAndNotThereIsNamedOnce() {
        V1Builder file = sound();
        for (String name : List.of("g1", "g2", "g3")) {
            Entitlement other = Messages.entitlement("eng", name);
            file.entitlement(SYNC, other).grant(SYNC, Messages.grant(other, Messages.resource("user", "gone")));
        }
        file.sql("delete from v1_entitlements where external_id = '" + MEMBER.getId() + "'");
        assertThat(check(file))
                .extracting(StoredFault::kind, StoredFault::access)
                .containsExactlyInAnyOrder(
                        tuple(Kind.ENTITLEMENT, "1 grant of " + owner()),
                        tuple(Kind.PRINCIPAL, "3 grants to user gone"));
    }

    @Test
    void typesParentsAndOwnersAreLookedForToo() {
        Resource child = ALICE.toBuilder()
                .setId(ALICE.getId().toBuilder().setResource("child"))
                .setParentResourceId(ALICE.getId().toBuilder().setResource("nobody"))
                .build();
        V1Builder file = sound().resource(SYNC, child)
                .sql("delete from v1_resource_types where external_id = 'user'")
                .sql("delete from v1_resources where external_id = '" + owner().replace(' ', ':') + "'");
        assertThat(check(file))
                .extracting(StoredFault::kind, StoredFault::access)
                .containsExactlyInAnyOrder(
                        tuple(Kind.RESOURCE_TYPE, "2 resources of user"),
                        tuple(Kind.PARENT, "1 resource below user nobody"),
                        tuple(Kind.RESOURCE, "1 entitlement of " + owner()),
                        tuple(Kind.RESOURCE, "1 grant of " + owner()));
    }

    @Test
    void unfinishedAndPartialSyncsPromiseNoReferences() {
        for (String change : List.of("ended_at = null", "sync_type = 'partial'")) {
            V1Builder file = sound().sql("delete from v1_resources").sql("update v1_sync_runs set " + change);
            assertThat(check(file)).as(change).isEmpty();
        }
    }

    @Test
    void aTableThatCannotBeReadKeepsNobodyFromTheOthers() {
        V1Builder file = sound().insert(
                        "v1_resources (resource_type_id, external_id, data, sync_id, discovered_at)",
                        "user",
                        "user:x",
                        "no message".getBytes(StandardCharsets.UTF_8),
                        SYNC,
                        V1Builder.TIME)
                .sql("update v1_grants set external_id = 'other'");
        assertThat(check(file)).extracting(StoredFault::kind).containsExactly(Kind.UNREADABLE, Kind.IDENTITY);
    }

    private static String owner() {
        return MEMBER.getResource().getId().getResourceType() + " "
                + MEMBER.getResource().getId().getResource();
    }
}
