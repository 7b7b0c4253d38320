package dev.grantlake.cli.load;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

class CsvLoadTest {

    private static final String EXPECTED = "github:admin to alice, github:admin to bob, wiki:read to alice";

    /** However a spreadsheet writes it, it is the same table. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "principal,entitlement,resource\nalice,admin,github\nbob,admin,github\nalice,read,wiki\n",
                "Principal , ENTITLEMENT,Resource\r\nalice,admin,github\r\nbob,admin,github\r\n\r\nalice,read,wiki",
                "\ufeffUser;Permission;Application\nalice;admin;github\nbob;admin;github\n;;\nalice;read;wiki",
                "user name\taccess\tApp\nalice\tadmin\tgithub\nbob\tadmin\tgithub\nalice\tread\twiki\n",
                "resource_id,\"entitlement\",\"User-ID\",remark\ngithub,admin,\"alice\",\"a, \"\"b\"\"\nc\"\ngithub,admin,bob\nwiki,read,alice,\n",
                "resource,entitlement_id,principal\ngithub,app:github:admin,alice\ngithub,app:github:admin,bob\nwiki,app:wiki:read,alice\n",
                "resource,entitlement,principal\ngithub,app:github:admin,alice\ngithub,app:github:admin,bob\nwiki,app:wiki:read,alice\n",
            })
    void understandsWhatSpreadsheetsWrite(String table) {
        Recording found = load(table);
        assertThat(grants(found)).isEqualTo(EXPECTED);
        assertThat(found.types).extracting(ResourceTypeRecord::getExternalId).containsExactly("user", "app");
        assertThat(found.types.get(0).getTraitsList()).containsExactly("USER");
        assertThat(found.resources)
                .extracting(ResourceRecord::getResourceId)
                .containsExactlyInAnyOrder("alice", "bob", "github", "wiki");
        assertThat(found.entitlements)
                .extracting(EntitlementRecord::getExternalId)
                .containsExactly("app:github:admin", "app:wiki:read");
        assertThat(found.grants.get(0).getExternalId()).isEqualTo("app:github:admin:user:alice");
    }

    @Test
    void utf16IsUnderstoodByItsMark() {
        String table = "principal,entitlement,resource\nalice,admin,github\nbob,admin,github\nalice,read,wiki\n";
        assertThat(grants(load(table, StandardCharsets.UTF_16))).isEqualTo(EXPECTED);
    }

    @Test
    void typesAndNamesMayBeGiven() {
        Recording found = load("""
                principal,principal type,principal name,entitlement,entitlement name,resource,resource type,resource name
                ops,group,Operations,member,Member of,db,role,Database
                """);
        assertThat(found.resources)
                .extracting(ResourceRecord::getResourceTypeId, ResourceRecord::getDisplayName)
                .containsExactly(tuple("group", "Operations"), tuple("role", "Database"));
        EntitlementRecord entitlement = found.entitlements.get(0);
        assertThat(entitlement.getExternalId()).isEqualTo("role:db:member");
        assertThat(entitlement.getDisplayName()).isEqualTo("Member of");
        assertThat(entitlement.getSlug()).isEqualTo("member");
        GrantRecord grant = found.grants.get(0);
        assertThat(grant.getPrincipal().getResourceTypeId()).isEqualTo("group");
        assertThat(grant.getEntitlement().getResourceTypeId()).isEqualTo("role");
    }

    @Test
    void withoutAResourceAnEntitlementStandsByItself() {
        Recording found = load("user,permission\nalice,payroll\n");
        assertThat(grants(found)).isEqualTo("payroll:payroll to alice");
    }

    @Test
    void aColumnOfGroupsIsEnough() {
        Recording found = load("user,group\nalice,admins\n");
        assertThat(grants(found)).isEqualTo("admins:member to alice");
        assertThat(found.types).extracting(ResourceTypeRecord::getExternalId).containsExactly("user", "group");
        assertThat(load("user,role\nalice,dba\n").entitlements.get(0).getExternalId())
                .isEqualTo("role:dba:assigned");
    }

    @Test
    void whatListingsPrintCanBeRead() {
        Recording found = load("""
                grant_id,entitlement_id,resource_type,resource_id,principal_type,principal_id,direct,via,expandable
                g-1,custom,group,g1,user,u1,true,[],false
                """);
        GrantRecord grant = found.grants.get(0);
        assertThat(grant.getExternalId()).isEqualTo("g-1");
        assertThat(grant.getEntitlement().getEntitlementId()).isEqualTo("custom");
        assertThat(grant.getEntitlement().getResourceId()).isEqualTo("g1");
        assertThat(grant.getPrincipal().getResourceId()).isEqualTo("u1");
    }

    @Test
    void manyRowsGoInBatches() {
        StringBuilder table = new StringBuilder("principal,entitlement,resource\n");
        for (int i = 0; i < 10_000; i++) {
            table.append('u').append(i).append(",admin,github\n");
        }
        Recording found = load(table.toString());
        assertThat(found.grants).hasSize(10_000);
        assertThat(found.resources).hasSize(10_001);
        assertThat(found.largestBatch).isBetween(1_000, 10_000 - 1);
    }

    @Test
    void columnsThatMeanNothingAreNamed() {
        Loaded loaded =
                new CsvLoad(source("user,permission,colour,\na,b,c,\n", StandardCharsets.UTF_8), new Target()).load();
        assertThat(loaded.remarks()).containsExactly("columns not used: colour");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | in: row 1: expected a header with the columns principal, entitlement and resource, found nothing",
                "a,b/1,2 | in: row 1: expected a column named principal (or user), found a, b",
                "user,b/1,2 | in: row 1: expected a column named entitlement (or permission, group, role, app), found user, b",
                "user,login,access | in: row 1: expected one column for principal, found \"user\" and \"login\"",
                "user,access/a,b/,b | in: row 3: expected principal in every row, found an empty cell",
                "user,access/a,b//a | in: row 4: expected entitlement in every row, found an empty cell",
                "user,access,app/a,b, | in: row 2: expected resource in every row, found an empty cell",
                "user,access/a,b,c | in: row 2: expected 2 cells as in the header, found 3; a cell with a separator in it needs quotes",
                "user,access/refused,b | in: row 2: grant app:b:b:user:refused is refused",
            })
    void saysWhatIsWrongWithARow(String table, String message) {
        assertThatThrownBy(() -> load(table.replace('/', '\n')))
                .isInstanceOf(StorageException.class)
                .hasMessage(message);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatThrownBy(() -> load("user,access\nJos\u00e9,b\n", StandardCharsets.ISO_8859_1))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith(
                        "in: row 1: expected text in UTF-8 (save the table as \"CSV UTF-8\"), found other bytes");
    }

    @Test
    void boundsTheLengthOfARow() {
        assertThatThrownBy(() -> load("user,access\n\"" + "x".repeat(20_000_000)))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("in: row 2: ");
    }

    private static String grants(Recording found) {
        return String.join(
                ", ",
                found.grants.stream()
                        .map(grant -> grant.getEntitlement().getResourceId()
                                + grant.getEntitlement()
                                        .getEntitlementId()
                                        .substring(grant.getEntitlement()
                                                .getEntitlementId()
                                                .lastIndexOf(':'))
                                + " to "
                                + grant.getPrincipal().getResourceId())
                        .toList());
    }

    private static Recording load(String table) {
        return load(table, StandardCharsets.UTF_8);
    }

    private static Recording load(String table, Charset charset) {
        Target target = new Target();
        Loaded loaded = new CsvLoad(source(table, charset), target).load();
        assertThat(loaded.finished()).isTrue();
        return RecordingEngine.take(target.path);
    }

    private static Source source(String table, Charset charset) {
        return Source.of("in", new ByteArrayInputStream(table.getBytes(charset)));
    }

    private static final class Target implements Destination {
        private final Path path = Path.of("table");

        @Override
        public SyncWriter begin(NewSync sync) {
            assertThat(sync).isEqualTo(NewSync.full());
            return Grantlake.create(path, sync, WriteOptions.defaults().withEngine(RecordingEngine.NAME));
        }

        @Override
        public void step() {}

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    }
}
