package dev.grantlake.sqlite;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What SQLite's defensive mode would forbid, tried over a hardened connection; and more that would change something.
 */
class HardeningTest {

    private static final String SYNC = "2Zk0000000000000000000000aa";

    private SQLiteConnection connection;
    private byte[] content;

    @BeforeEach
    void open() throws SQLException {
        try (V1Builder file = V1Builder.withSync(SYNC)
                .type(SYNC, "user")
                .sql("create virtual table notes using fts5(text)")
                .sql("create virtual table boxes using rtree(id, low, high)")
                .insert("notes", "a word")
                .sql("create trigger t after insert on v1_assets begin delete from v1_sync_runs; end")) {
            content = file.database();
        }
        connection = (SQLiteConnection) new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
        connection.deserialize("main", content);
        Hardening.apply(connection, 1 << 20);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As defensive mode finds them: whoever may run SQL first sets what makes the rest possible. */
    private void unlock() throws SQLException {
        execute("pragma writable_schema = on");
        execute("pragma journal_mode = off");
        execute("pragma trusted_schema = on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update sqlite_schema set sql = 'create table v1_assets (a)' where name = 'v1_assets'",
                "update sqlite_schema set rootpage = 2",
                "insert into sqlite_schema values ('table', 'x', 'x', 2, 'create table x (a)')",
                "delete from sqlite_schema",
                "delete from notes_data",
                "update notes_content set c0 = 'another word'",
                "insert into boxes_node values (7, x'00')",
                "insert into notes (notes) values ('rebuild')",
                "insert into notes values ('another word')",
                "insert into v1_assets (external_id, content_type, data, sync_id, discovered_at)"
                        + " values ('a', 'b', x'00', 'c', 'd')",
                "create table x (a)",
                "create temp table x (a)",
                "drop table v1_assets",
                "alter table v1_assets add column x",
                "pragma user_version = 7",
                "pragma schema_version = 7",
                "pragma application_id = 7",
                "attach ':memory:' as x",
                "vacuum",
                "vacuum into ':memory:'",
                "reindex",
                "analyze",
                "select load_extension('x')",
            })
    void whatWouldChangeTheDatabaseIsRefused(String sql) throws SQLException {
        unlock();
        assertThatThrownBy(() -> execute(sql)).as(sql).isInstanceOf(SQLiteException.class);
        assertThat(connection.serialize("main")).isEqualTo(content);
    }

    @Test
    void pagesCannotBeReachedAtAll() {
        assertThatThrownBy(() -> execute("update sqlite_dbpage set data = x'00' where pgno = 1"))
                .hasMessageContaining("no such table: sqlite_dbpage");
    }

    /**
     * The one setting that defensive mode would refuse and this connection takes: what it leads to is refused above.
     */
    @Test
    void theSchemaStaysAsItIsAlsoWhereItIsSaidToBeWritable() throws SQLException {
        unlock();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from v1_sync_runs")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
        assertThat(connection.serialize("main")).isEqualTo(content);
    }
}
