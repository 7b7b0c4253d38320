package dev.grantlake.sqlite;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.ops.verify.Verification;
import dev.grantlake.ops.verify.VerificationOptions;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.connector.v2.Entitlement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Databases that were made to do harm: each gives records or one typed error when it is read, and findings when it is
 * checked, each time within a second of processor time and 64 MiB and eight times its size on the heap, and leaves
 * nothing in the temporary folder.
 */
@ExtendWith(Seeds.class)
class HostileDatabaseTest {

    private static final String SYNC = "2Zk0000000000000000000000aa";
    private static final long FREE_BYTES = 64L << 20;
    private static final int BYTES_PER_BYTE = 8;

    /** An endless query; whoever steps it never comes back by itself. */
    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select i as id, 'x' as external_id,"
                    + " x'00' as data, 's' as sync_id, '2026-05-28 09:15:00' as discovered_at from n where i < 0";

    /** Takes half a minute for two million equal characters, and is one instruction. */
    private static final String SLOW = "instr(data, substr(data, 1, 1000000) || 'b')";

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    /** Loads what a first read loads, the native library among it, which is not what is measured here. */
    @BeforeEach
    void warmUp() {
        try (V1Builder file = sound()) {
            Path path = V1Builder.write(folder.resolve("warm-up.c1z"), V1Builder.container(file.database()));
            assertThat(readAll(path)).isNull();
            List<Finding> findings = new ArrayList<>();
            checkAll(path, findings);
            assertThat(findings).isEmpty();
        }
    }

    private static V1Builder sound() {
        Entitlement member = Messages.entitlement("eng", "member");
        return V1Builder.withSync(SYNC)
                .type(SYNC, "user")
                .type(SYNC, member.getResource().getId().getResourceType())
                .resource(SYNC, Messages.resource("user", "alice"))
                .resource(SYNC, member.getResource())
                .entitlement(SYNC, member)
                .grant(SYNC, Messages.grant(member, Messages.resource("user", "alice")))
                .asset(SYNC, "logo", new byte[10_000])
                .session(SYNC, "key", new byte[3]);
    }

    /** Reads and checks everything within the bounds; null, or the error that ended the reading. */
    private @Nullable StorageException read(byte[] container) {
        Path path = V1Builder.write(folder.resolve("hostile.c1z"), container);
        AtomicReference<@Nullable StorageException> error = new AtomicReference<>();
        bounded(container, () -> error.set(readAll(path)));
        List<Finding> findings = check(container);
        if (error.get() != null) {
            assertThat(findings).as("findings").anyMatch(finding -> finding.severity() == Severity.ERROR);
        }
        return error.get();
    }

    /** What a check within the bounds finds. */
    private List<Finding> check(byte[] container) {
        Path path = V1Builder.write(folder.resolve("hostile.c1z"), container);
        List<Finding> findings = new ArrayList<>();
        bounded(container, () -> checkAll(path, findings));
        return findings;
    }

    private List<Finding> check(V1Builder file) {
        try (file) {
            return check(V1Builder.container(file.database()));
        }
    }

    private void bounded(byte[] container, Runnable action) {
        Allocation cost = Allocation.of(action::run);
        assertThat(cost.cpuNanos()).as("processor time").isLessThan(Allocation.SECOND_NANOS);
        assertThat(cost.bytes())
                .as("bytes allocated")
                .isLessThan(FREE_BYTES + (long) BYTES_PER_BYTE * container.length);
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private OpenOptions options() {
        return OpenOptions.defaults().withTemporaryFolder(temporary).withZone(ZoneOffset.UTC);
    }

    /** Checks as the command does. */
    private void checkAll(Path path, List<Finding> findings) {
        new Verification(new VerificationOptions(options(), 1, 100, 0, layer -> {})).file(path, findings::add);
    }

    private @Nullable StorageException readAll(Path path) {
        try (Store store = Grantlake.open(path, options())) {
            for (SyncRun run : store.syncs()) {
                readAll(store.sync(run));
            }
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    private static void readAll(Sync sync) {
        sync.resourceTypes().all().forEach(type -> type.toMessage());
        sync.resources().all().forEach(resource -> resource.toMessage());
        sync.entitlements().all().forEach(entitlement -> {
            entitlement.toMessage();
            sync.grants().forEntitlement(entitlement.key()).count();
        });
        sync.grants().all().forEach(grant -> grant.toRecord());
        sync.assets()
                .all()
                .forEach(asset -> assertThat(asset.id() + asset.contentType() + asset.data())
                        .isNotEmpty());
        sync.sessions().all().count();
        sync.statistics();
        sync.recount();
    }

    private void refused(byte[] container, Kind kind, String... words) {
        StorageException error = read(container);
        assertThat(error)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContainingAll(words);
    }

    private void refused(V1Builder file, Kind kind, String... words) {
        try (file) {
            refused(V1Builder.container(file.database()), kind, words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1_resource_types", "V1_Resource_Types"})
    void aViewInTheNameOfATableIsRefused(String name) {
        refused(
                sound().sql("drop table v1_resource_types").sql("create view " + name + " as " + ENDLESS),
                Kind.CORRUPT,
                "an ordinary table v1_resource_types",
                "view");
    }

    /**
     * One call of a function is one instruction, which nothing interrupts, and an index over one would have it called
     * for every row that a check looks at.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "on v1_assets (SLOW)",
                "on v1_assets (external_id) where SLOW",
                "on v1_assets (external_id)where/**/SLOW -- where needs_expansion = 1",
                "on v1_assets (external_id) where needs_expansion = 1 or SLOW",
                "on other (SLOW)",
            })
    void functionsInIndexesAreNotCalled(String index) {
        byte[] equal = new byte[2_000_000];
        Arrays.fill(equal, (byte) 'a');
        String table = index.substring(3, index.indexOf(' ', 3));
        V1Builder file = sound().sql("create table other (data, needs_expansion)")
                .sql("alter table v1_assets add column needs_expansion")
                .sql("insert into other (data) values (cast(zeroblob(10) as text))")
                .sql("create index slow on " + table + " (data)")
                .asset(SYNC, "equal", equal)
                .insert("other (data)", new String(equal, StandardCharsets.US_ASCII))
                .sql("update v1_assets set data = cast(data as text)")
                .sql("pragma writable_schema = on");
        // The rows come first: only who looks through the index calls the function.
        file.insert("other (data)", "create index slow " + index.replace("SLOW", SLOW))
                .sql(
                        "update sqlite_schema set sql = (select data from other order by rowid desc limit 1) where name = 'slow'");
        assertThat(check(file)).isEmpty();
    }

    @Test
    void computedColumnsOfOtherTablesAreNotComputed() {
        V1Builder file = sound().sql("create table other (data, slow as (1))")
                .sql("create index i on other (slow)")
                .insert("other (data)", "a".repeat(2_000_000))
                .sql("pragma writable_schema = on")
                .sql("update sqlite_schema set sql = 'create table other (data, slow as (" + SLOW.replace("'", "''")
                        + "))' where name = 'other'");
        assertThat(check(file)).isEmpty();
    }

    @Test
    void otherViewsAreNotLookedAt() {
        V1Builder file = sound().sql("create view bomb0 as " + ENDLESS.replace(" where i < 0", ""));
        for (int i = 0; i < 25; i++) {
            file.sql("create view bomb" + (i + 1) + " as select a.* from bomb" + i + " a, bomb" + i + " b");
        }
        try (file) {
            assertThat(read(V1Builder.container(file.database()))).isNull();
        }
    }

    @Test
    void aVirtualTableIsRefused() {
        refused(
                sound().sql("drop table v1_assets").sql("create virtual table v1_assets using fts5(external_id, data)"),
                Kind.CORRUPT,
                "an ordinary table v1_assets",
                "CREATE VIRTUAL");
    }

    @Test
    void aComputedColumnIsRefused() {
        refused(
                sound().sql("drop table v1_assets")
                        .sql("create table v1_assets (id integer primary key, external_id text, content_type text,"
                                + " data blob as (zeroblob(1000000000)), sync_id text, discovered_at datetime)"),
                Kind.CORRUPT,
                "table v1_assets",
                "the computed column data");
    }

    @Test
    void triggersDoNotRun() {
        V1Builder file = sound().sql("create trigger t after insert on v1_grants begin"
                + " delete from v1_grants; delete from v1_sync_runs; end");
        try (file) {
            assertThat(read(V1Builder.container(file.database()))).isNull();
        }
    }

    @Test
    void aTableWithoutItsRowIdIsRefused() {
        refused(
                sound().sql("drop table v1_assets")
                        .sql("create table v1_assets (id text primary key, external_id text, content_type text,"
                                + " data blob, sync_id text, discovered_at datetime)"),
                Kind.CORRUPT,
                "table v1_assets",
                "id integer primary key");
    }

    @Test
    void aTableWithoutAColumnIsRefused() {
        refused(
                sound().sql("alter table v1_assets drop column content_type"),
                Kind.CORRUPT,
                "table v1_assets",
                "a column content_type");
    }

    @ParameterizedTest
    @CsvSource({
        "v1_grants, data, 5, a blob, the number 5",
        "v1_grants, data, x'ff', a protobuf message, message",
        "v1_grants, needs_expansion, '''yes''', an integer, text of 3 characters",
        "v1_grants, discovered_at, x'00', text, a blob of 1 bytes",
        "v1_grants, discovered_at, '''yesterday''', a time, yesterday",
        "v1_assets, external_id, x'00', text, a blob of 1 bytes",
        "v1_assets, content_type, cast(x'80' as text), UTF-8, other bytes",
        "v1_connector_sessions, value, 1.5, a blob, the number 1.5",
        "v1_sync_runs, started_at, 7, text, the number 7",
        "v1_sync_runs, sync_token, x'00', text, a blob of 1 bytes",
    })
    void aValueOfAnotherTypeIsAnErrorThatNamesIt(
            String table, String column, String value, String expected, String found) {
        V1Builder file = sound();
        if (table.equals("v1_grants")) {
            file.sql("update v1_grants set expansion = x'0a0161'");
        }
        file.sql("update " + table + " set " + column + " = " + value);
        refused(file, Kind.CORRUPT, "table " + table, "column " + column, expected, found);
    }

    @Test
    void aNullWhereTextBelongsIsAnErrorThatNamesIt() {
        refused(
                sound().sql("drop table v1_connector_sessions")
                        .sql("create table v1_connector_sessions (id integer primary key, sync_id text, key text,"
                                + " value blob)")
                        .insert("v1_connector_sessions (sync_id, key, value)", SYNC, "a", null),
                Kind.CORRUPT,
                "table v1_connector_sessions, row 1, column value",
                "a blob, found null");
    }

    @Test
    void aHugeValueIsRefused() {
        V1Builder file = sound().sql("insert into v1_assets (external_id, content_type, data, sync_id, discovered_at)"
                + " values ('big', 'x', zeroblob(40000000), '" + SYNC + "', '2026-05-28 09:15:00')");
        refused(file, Kind.LIMIT_EXCEEDED, "too big");
    }

    @Test
    void textsInAnotherEncodingAreRefused() {
        try (V1Builder file = V1Builder.bare().sql("pragma encoding = 'UTF-16le'")) {
            file.sql("create table v1_assets (id integer primary key)");
            refused(V1Builder.container(file.database()), Kind.UNSUPPORTED, "UTF-16");
        }
    }

    @Test
    void whatIsNoDatabaseIsRefused() {
        refused(V1Builder.container(new byte[5000]), Kind.CORRUPT, "a SQLite database");
        refused(V1Builder.container(new byte[10]), Kind.CORRUPT, "the head of a SQLite database");
        byte[] head = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
        refused(V1Builder.container(Arrays.copyOf(head, 5000)), Kind.CORRUPT, "a page size");
    }

    /** 10 GiB of zeros in 330 KB, behind a head that says so, and behind one that says nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamThatExpandsWithoutEndIsRefused(boolean sized) {
        try (V1Builder file = sound()) {
            byte[] database = file.database();
            if (sized) {
                BigEndian.putInt(database, 28, Integer.MAX_VALUE / 1000);
            } else {
                BigEndian.putInt(database, 92, BigEndian.getInt(database, 24) + 1);
            }
            refused(bomb(database, 80_000), Kind.LIMIT_EXCEEDED, "limit");
        }
    }

    /** 60 MiB of zeros behind a database that says they belong to it. */
    @Test
    void aStreamThatExpandsALittleIsRead() {
        try (V1Builder file = sound()) {
            byte[] database = file.database();
            int pages = database.length / 4096;
            int zeros = 60 << 20;
            BigEndian.putInt(database, 28, pages + zeros / 4096);
            assertThat(read(bomb(database, zeros >> 17))).isNull();
        }
    }

    /** A frame without a size: a raw block for each 128 KiB of content, then so many blocks of zeros. */
    private static byte[] bomb(byte[] content, int zeroBlocks) {
        int blockBytes = 128 << 10;
        ByteSink out = new ByteSink().writeBytes(Bytes.ofHex("43315a460028b52ffd0068"));
        for (int at = 0; at < content.length; at += blockBytes) {
            int length = Math.min(blockBytes, content.length - at);
            block(out, length, 0).writeBytes(content, at, length);
        }
        for (int i = 0; i < zeroBlocks; i++) {
            block(out, blockBytes, 1).writeByte(0);
        }
        return block(out, 0, 0, 1).toArray();
    }

    private static ByteSink block(ByteSink out, int length, int type) {
        return block(out, length, type, 0);
    }

    private static ByteSink block(ByteSink out, int length, int type, int last) {
        int header = length << 3 | type << 1 | last;
        return out.writeShortLe(header & 0xffff).writeByte(header >>> 16);
    }

    /** Pages of one table that lead to the same page again and again: rows without end, if one believes them. */
    @Test
    void pagesThatAreUsedAgainAreFound() {
        try (V1Builder file = sound()) {
            for (int i = 0; i < 2000; i++) {
                file.asset(SYNC, "a" + i, new byte[300]);
            }
            byte[] database = file.database();
            int changed = 0;
            for (int page = 4096; page < database.length; page += 4096) {
                // An interior page of a table, with its cells in the order of their offsets.
                int cells = BigEndian.getUnsignedShort(database, page + 3);
                if (database[page] == 5 && cells > 2) {
                    int first = BigEndian.getUnsignedShort(database, page + 12);
                    for (int i = 1; i < cells; i++) {
                        int cell = BigEndian.getUnsignedShort(database, page + 12 + 2 * i);
                        System.arraycopy(database, page + first, database, page + cell, 4);
                    }
                    changed++;
                }
            }
            assertThat(changed).isPositive();
            refused(V1Builder.container(database), Kind.CORRUPT, "table v1_assets", "a row behind row");
        }
    }

    @Test
    void flippedBitsGiveRecordsOrOneTypedError(Dice dice) {
        try (V1Builder file = sound()) {
            for (int i = 0; i < 60; i++) {
                file.resource(SYNC, Messages.resource("user", "u" + i));
            }
            byte[] sound = file.database();
            int refusals = 0;
            for (int i = 0; i < Seeds.rounds(400); i++) {
                byte[] database = sound.clone();
                for (int flips = dice.between(1, 4); flips > 0; flips--) {
                    // Half of them where the structure is: in the heads of pages and in the schema.
                    int at = dice.oneIn(2)
                            ? dice.below(database.length / 4096) * 4096 + dice.below(40)
                            : dice.below(database.length);
                    database[at] ^= (byte) (1 << dice.below(8));
                }
                refusals += read(V1Builder.container(database)) == null ? 0 : 1;
            }
            assertThat(refusals).isPositive();
        }
    }

    @Test
    void aCutFileGivesOneTypedError(Dice dice) {
        try (V1Builder file = sound()) {
            byte[] container = V1Builder.container(file.database());
            for (int i = 0; i < Seeds.rounds(200); i++) {
                byte[] cut = Arrays.copyOf(container, dice.between(0, container.length - 1));
                StorageException error = read(cut);
                // Five bytes are a file without a database.
                assertThat(error == null).as("%d bytes", cut.length).isEqualTo(cut.length == 5);
            }
        }
    }
}
