package dev.grantlake.pebble;

import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.store.LeftOut;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An opened file of format v3 below its records: the container and the database in it, whatever the layout of the keys.
 * Thread-safe.
 */
public final class PebbleFile implements AutoCloseable {

    private final Vfs folder;
    private final C1zFile container;
    private final Optional<ReadOnlyDatabase> database;
    private final KeyValueReader entries;

    private PebbleFile(Vfs folder, C1zFile container, Optional<ReadOnlyDatabase> database) {
        this.folder = folder;
        this.container = container;
        this.database = database;
        this.entries = database.<KeyValueReader>map(opened -> opened).orElseGet(MemoryKeyValueStore::new);
    }

    /** Opens a file; what was opened is closed again if a later step fails. The caller closes the result. */
    public static PebbleFile open(Path file, OpenOptions options) {
        Vfs folder = PebbleEngine.folder(file);
        try {
            C1zFile container = openContainer(folder, PebbleEngine.fileName(file), options);
            try {
                return new PebbleFile(folder, container, openDatabase(container, options));
            } catch (RuntimeException | Error e) {
                closeAfter(container, e);
                throw e;
            }
        } catch (RuntimeException | Error e) {
            closeAfter(folder, e);
            throw e;
        }
    }

    private static C1zFile openContainer(Vfs folder, String name, OpenOptions options) {
        return C1zFile.open(
                folder,
                name,
                C1zReadOptions.fromEnvironment(options.environment()),
                new ReadComponents(options.cache(), options.metrics(), options.temporaryFolder()));
    }

    /** A payload without files is a database that nothing was ever written to. */
    private static Optional<ReadOnlyDatabase> openDatabase(C1zFile container, OpenOptions options) {
        return container.files().isEmpty()
                ? Optional.empty()
                : Optional.of(ReadOnlyDatabase.open(container.payload(), lsmOptions(options)));
    }

    /** How the database in a file is opened. */
    public static LsmReadOptions lsmOptions(OpenOptions options) {
        LsmReadOptions usual = new LsmReadOptions(options.cache(), options.metrics());
        return options.lenient() ? usual.with(Strictness.SALVAGE) : usual;
    }

    private static void closeAfter(AutoCloseable opened, Throwable failure) {
        try {
            opened.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    public C1zFile container() {
        return container;
    }

    /** The database in the payload; nothing where the payload has no files. */
    public Optional<ReadOnlyDatabase> database() {
        return database;
    }

    /** What the database holds that its reader leaves out. */
    public List<LeftOut> leftOut() {
        return database.map(opened -> RecoveryNotes.of(opened.recoveryReport())).orElse(List.of());
    }

    /** All keys and values; none where the payload has no files. */
    public KeyValueReader entries() {
        return entries;
    }

    /** Closes the database, then the container; a second call does nothing. */
    @Override
    public void close() {
        try (folder;
                container;
                entries) {
            // Closed by leaving, the last first.
        }
    }
}
