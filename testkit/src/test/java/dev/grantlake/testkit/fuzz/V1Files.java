package dev.grantlake.testkit.fuzz;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** Files of format v1 around what a fuzzer makes up, and a small sound one to begin with. */
final class V1Files {

    private static final Bytes MAGIC = Bytes.ofHex("43315a4600");
    private static final int HEADER_BYTES = 100;
    private static final int PAGE_BYTES = 512;
    private static final int BLOCK_BYTES = 128 << 10;

    private static final List<String> TABLES = List.of(
            "pragma page_size = " + PAGE_BYTES,
            "create table v1_resource_types (id integer primary key, external_id text, data blob, sync_id text,"
                    + " discovered_at datetime)",
            "create table v1_resources (id integer primary key, resource_type_id text, external_id text,"
                    + " parent_resource_type_id text, parent_resource_id text, data blob, sync_id text,"
                    + " discovered_at datetime)",
            "create table v1_entitlements (id integer primary key, resource_type_id text, resource_id text,"
                    + " external_id text, data blob, sync_id text, discovered_at datetime)",
            "create table v1_grants (id integer primary key, resource_type_id text, resource_id text,"
                    + " entitlement_id text, principal_resource_type_id text, principal_resource_id text,"
                    + " external_id text, expansion blob, needs_expansion integer, data blob, sync_id text,"
                    + " discovered_at datetime)",
            "create index idx_grants_principal_id_v1 on v1_grants"
                    + " (principal_resource_type_id, principal_resource_id)",
            "create table v1_assets (id integer primary key, external_id text, content_type text, data blob,"
                    + " sync_id text, discovered_at datetime)",
            "create table v1_connector_sessions (id integer primary key, sync_id text, key text, value blob)",
            "create table v1_sync_runs (id integer primary key, sync_id text, started_at datetime, ended_at datetime,"
                    + " sync_token text, stats text, grants_backfilled integer)");

    private static final List<String> ROWS = List.of(
            "insert into v1_sync_runs values (1, 's', '2026-05-28 09:15:00', '2026-05-28 09:15:00.5', '', '{}', 1)",
            "insert into v1_resource_types values (1, 'user', x'0a0475736572', 's', '2026-05-28 09:15:00')",
            "insert into v1_resources values (1, 'user', 'user:a', null, null, x'0a090a04757365721201610a', 's',"
                    + " '2026-05-28 09:15:00')",
            "insert into v1_entitlements values (1, 'user', 'a', 'e', x'120165', 's', '2026-05-28 09:15:00')",
            "insert into v1_grants values (1, 'user', 'a', 'e', 'user', 'b', 'g', x'0a0165', 1, x'1a0167', 's',"
                    + " '2026-05-28 09:15:00')",
            "insert into v1_grants values (2, 'user', 'a', 'e', 'user', 'c', 'h', null, 0, x'1a0168', 's',"
                    + " '2026-05-28 09:15:00')",
            "insert into v1_assets values (1, 'logo', 'x', zeroblob(700), 's', '2026-05-28 09:15:00')",
            "insert into v1_connector_sessions values (1, 's', 'k', x'00')");

    private V1Files() {}

    /** A file with this stream behind its magic. */
    static byte[] of(byte[] stream) {
        return new ByteSink().writeBytes(MAGIC).writeBytes(stream).toArray();
    }

    /** One frame of raw blocks, without a size and without a checksum. */
    static byte[] frame(byte[] content) {
        ByteSink out = new ByteSink().writeBytes(Bytes.ofHex("28b52ffd0068"));
        int at = 0;
        do {
            int length = Math.min(BLOCK_BYTES, content.length - at);
            int last = at + length == content.length ? 1 : 0;
            int header = length << 3 | last;
            out.writeShortLe(header & 0xffff).writeByte(header >>> 16).writeBytes(content, at, length);
            at += length;
        } while (at < content.length);
        return out.toArray();
    }

    /** The same database with the size that its header should say, so that the pages are looked at. */
    static byte[] withRightSize(byte[] database) {
        if (database.length < HEADER_BYTES) {
            return database;
        }
        int stored = BigEndian.getUnsignedShort(database, 16);
        int pageBytes = stored == 1 ? 65536 : Math.max(stored, PAGE_BYTES);
        byte[] sized = Arrays.copyOf(database, (database.length + pageBytes - 1) / pageBytes * pageBytes);
        BigEndian.putInt(sized, 28, sized.length / pageBytes);
        BigEndian.putInt(sized, 92, BigEndian.getInt(sized, 24));
        return sized;
    }

    /** A database with every kind of record, or with the tables alone. */
    static byte[] database(boolean records) {
        try (SQLiteConnection connection =
                        (SQLiteConnection) new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            if (records) {
                for (String row : ROWS) {
                    statement.execute(row);
                }
            }
            return connection.serialize("main");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
