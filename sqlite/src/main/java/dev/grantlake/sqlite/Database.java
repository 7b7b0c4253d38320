package dev.grantlake.sqlite;

import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.V1File;
import dev.grantlake.c1z.V1Head;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The database of a v1 file, opened for reading and held to be hostile. Thread-safe: one connection, on which callers
 * take turns row by row.
 *
 * <p>{@link Hardening} says what a file might do and what keeps it from it. Besides, values are bounded by the size of
 * the file, and each step towards the next row may take as many instructions of SQLite as the database has bytes, and
 * some millions.
 */
final class Database implements AutoCloseable {

    private static final int UTF8 = 1;

    /** Instructions between two looks at how many there have been. */
    private static final int INSTRUCTIONS_PER_LOOK = 100_000;

    /** Instructions that a step may take whatever the size of the database: about a tenth of a second. */
    private static final long FREE_INSTRUCTIONS = 8_000_000;

    /** What a value may take whatever the size of the file, in bytes. */
    private static final long FREE_VALUE_BYTES = 16L << 20;

    private static final int VALUE_RATIO = 4;
    private static final int MAX_VALUE_BYTES = 1 << 30;

    private final String file;
    private final SQLiteConnection connection;
    private final @Nullable ScratchFile scratch;
    private final long sizeBytes;
    private final AtomicLong instructionsLeft = new AtomicLong();
    private boolean closed;

    private Database(String file, SQLiteConnection connection, @Nullable ScratchFile scratch, long sizeBytes)
            throws SQLException {
        this.file = file;
        this.connection = connection;
        this.scratch = scratch;
        this.sizeBytes = sizeBytes;
        ProgressHandler.setHandler(connection, INSTRUCTIONS_PER_LOOK, new ProgressHandler() {
            @Override
            protected int progress() {
                return instructionsLeft.addAndGet(-INSTRUCTIONS_PER_LOOK) < 0 ? 1 : 0;
            }
        });
    }

    /**
     * Decodes the database of a file and opens it: in memory, or in a file in {@code temporaryFolder} that has no name.
     * {@code file} stays the caller's.
     */
    static Database open(V1File file, Path temporaryFolder, ReadMetrics metrics) {
        Optional<V1Head> head = file.head();
        if (head.isPresent() && head.get().database().textEncoding() > UTF8) {
            throw StorageException.unsupported(
                    new Location(file.description(), 56, "decoded database"),
                    "its texts are UTF-16, and no release writes that");
        }
        try {
            return file.fitsInMemory() ? inMemory(file) : onDisk(file, temporaryFolder, metrics);
        } catch (SQLException e) {
            throw failure(e, Location.of(file.description(), "decoded database"));
        }
    }

    private static Database inMemory(V1File file) throws SQLException {
        SQLiteConnection connection = connect("jdbc:sqlite::memory:");
        try {
            byte[] content = file.decode();
            if (content.length > 0) {
                connection.deserialize("main", content);
            }
            return prepared(file, connection, null, content.length);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** SQLite opens the file while it is empty and has a name; then the name goes, and then the content comes. */
    private static Database onDisk(V1File file, Path temporaryFolder, ReadMetrics metrics) throws SQLException {
        NamelessFile opened = new NamelessFile();
        ScratchFile scratch = ScratchFile.create(temporaryFolder, opened::open);
        try {
            file.decode(piece -> {
                scratch.append(piece);
                metrics.spooled(piece.length());
            });
            return prepared(file, opened.connection(), scratch, scratch.size());
        } catch (SQLException | RuntimeException | Error e) {
            try (scratch) {
                opened.connection().close();
            }
            throw e;
        }
    }

    /** Holds the connection to a file that somebody else is making. */
    private static final class NamelessFile {

        private @Nullable SQLiteConnection connection;

        void open(Path path) {
            try {
                connection = connect("jdbc:sqlite:" + uri(path) + "?mode=ro&nolock=1");
            } catch (SQLException e) {
                throw failure(e, Location.of(path.toString(), "scratch file"));
            }
        }

        /** The characters that mean something in a URI are written as such. */
        private static String uri(Path path) {
            return "file:"
                    + path.toAbsolutePath()
                            .toString()
                            .replace("%", "%25")
                            .replace("?", "%3f")
                            .replace("#", "%23");
        }

        SQLiteConnection connection() {
            if (connection == null) {
                throw new IllegalStateException("not opened yet");
            }
            return connection;
        }
    }

    private static SQLiteConnection connect(String url) throws SQLException {
        try {
            return (SQLiteConnection) new SQLiteConfig().createConnection(url);
        } catch (LinkageError e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, null, "the native library of SQLite cannot be loaded", e);
        }
    }

    private static Database prepared(
            V1File file, SQLiteConnection connection, @Nullable ScratchFile scratch, long sizeBytes)
            throws SQLException {
        long valueBytes = Math.min(MAX_VALUE_BYTES, FREE_VALUE_BYTES + VALUE_RATIO * file.size());
        Database database = new Database(file.description(), connection, scratch, sizeBytes);
        database.exclusively(() -> {
            Hardening.apply(connection, (int) valueBytes);
            return Boolean.TRUE;
        });
        return database;
    }

    /** The file as messages name it. */
    String file() {
        return file;
    }

    /** Decoded size in bytes. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** A table of this file, as messages say it. */
    Location at(String table) {
        return Location.of(file, "table " + table);
    }

    /** The rows that {@code select} finds; the caller closes the cursor. */
    Cursor query(Select select) {
        if (select.isNothing()) {
            return new Cursor(this, select, null, null);
        }
        Cursor cursor = exclusively(() -> {
            PreparedStatement statement = connection.prepareStatement(select.sql());
            try {
                int index = 1;
                for (Object parameter : select.parameters()) {
                    statement.setObject(index++, parameter);
                }
                ResultSet rows = statement.executeQuery();
                return new Cursor(this, select, statement, rows);
            } catch (SQLException | RuntimeException | Error e) {
                statement.close();
                throw e;
            }
        });
        if (cursor == null) {
            throw new IllegalStateException("a query without a cursor");
        }
        return cursor;
    }

    /** A step that talks to SQLite. */
    @FunctionalInterface
    interface Step<T> {

        @Nullable
        T run() throws SQLException;
    }

    /** Runs a step while nobody else has the connection, within the instructions that one step may take. */
    synchronized <T> @Nullable T exclusively(Step<T> step) {
        if (closed) {
            throw new StorageException(
                    StorageException.Kind.CLOSED, Location.of(file, "decoded database"), "is closed", null);
        }
        instructionsLeft.set(FREE_INSTRUCTIONS + sizeBytes);
        try {
            return step.run();
        } catch (SQLException e) {
            throw failure(e, Location.of(file, "decoded database"));
        }
    }

    /** Closes a statement; after the database is closed there is nothing left to do. */
    synchronized void release(PreparedStatement statement) {
        if (closed) {
            return;
        }
        try {
            statement.close();
        } catch (SQLException e) {
            throw failure(e, Location.of(file, "decoded database"));
        }
    }

    /** What SQLite reports, in our words. All SQL is ours, so what it finds wrong is the file's fault. */
    private static StorageException failure(SQLException e, Location where) {
        SQLiteErrorCode code =
                e instanceof SQLiteException reported ? reported.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // Extended codes carry the ordinary one in their lowest byte.
        int ordinary = code.code & 0xff;
        StorageException.Kind kind;
        if (is(
                ordinary,
                SQLiteErrorCode.SQLITE_INTERRUPT,
                SQLiteErrorCode.SQLITE_TOOBIG,
                SQLiteErrorCode.SQLITE_NOMEM)) {
            kind = StorageException.Kind.LIMIT_EXCEEDED;
        } else if (is(
                ordinary, SQLiteErrorCode.SQLITE_IOERR, SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_CANTOPEN)) {
            kind = StorageException.Kind.IO;
        } else {
            kind = StorageException.Kind.CORRUPT;
        }
        String message = ordinary == SQLiteErrorCode.SQLITE_INTERRUPT.code
                ? "SQLite needs more steps to the next row than a database of this size can give reason for"
                : "SQLite: " + e.getMessage();
        return new StorageException(kind, where, message, e);
    }

    private static boolean is(int code, SQLiteErrorCode... codes) {
        return Arrays.stream(codes).anyMatch(each -> each.code == code);
    }

    /** Closes the database and everything read from it; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e, Location.of(file, "decoded database"));
        } finally {
            if (scratch != null) {
                scratch.close();
            }
        }
    }
}
