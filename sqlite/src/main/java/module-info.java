/** The engine {@code sqlite}: the SQLite database inside a {@code .c1z} of format v1. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.sqlite {
    requires static org.jspecify;
    requires dev.grantlake.c1z;
    requires transitive dev.grantlake.store;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    provides dev.grantlake.store.spi.StoreEngine with
            dev.grantlake.sqlite.SqliteEngine;
}
