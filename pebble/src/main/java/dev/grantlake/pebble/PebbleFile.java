package dev.grantlake.pebble;

import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.Interior;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.records.Migration;
import dev.grantlake.store.LeftOut;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An opened file of format v3 below its records: the container and the database in it, whatever the layout of the keys;
 * or what a migration of an older layout would make of it. Thread-safe.
 */
public final class PebbleFile implements AutoCloseable {

    private final Vfs folder;
    private final C1zFile container;
    private final Optional<ReadOnlyDatabase> database;
    private final KeyValueReader entries;

    private PebbleFile(Vfs folder, C1zFile container, Optional<ReadOnlyDatabase> database, KeyValueReader entries) {
        this.folder = folder;
        this.container = container;
        this.database = database;
        this.entries = entries;
    }

    /** Opens a file; what was opened is closed again if a later step fails. The caller closes the result. */
    public static PebbleFile open(Path file, OpenOptions options) {
        Vfs folder = PebbleEngine.folder(file);
        try {
            C1zFile container = openContainer(folder, PebbleEngine.fileName(file), options);
            try {
                Optional<ReadOnlyDatabase> database = openDatabase(container, options);
                KeyValueReader stored =
                        database.<KeyValueReader>map(opened -> opened).orElseGet(MemoryKeyValueStore::new);
                try {
                    return new PebbleFile(folder, container, database, shown(stored, container, options));
                } catch (RuntimeException | Error e) {
                    closeAfter(stored, e);
                    throw e;
                }
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

    /**
     * A payload without files is a database that nothing was ever written to.
     *
     * <p>A container is written whole, from a database at rest: a log that ends in the middle of a record is damaged,
     * whatever a crash may leave in a directory.
     */
    private static Optional<ReadOnlyDatabase> openDatabase(C1zFile container, OpenOptions options) {
        if (container.files().isEmpty()) {
            return Optional.empty();
        }
        LsmReadOptions usual = lsmOptions(options);
        return Optional.of(
                ReadOnlyDatabase.open(container.payload(), options.lenient() ? usual : usual.with(Strictness.STRICT)));
    }

    /** How a database is opened that lies in a directory of its own. */
    public static LsmReadOptions lsmOptions(OpenOptions options) {
        LsmReadOptions usual = new LsmReadOptions(options.cache(), options.metrics());
        return options.lenient() ? usual.with(Strictness.SALVAGE) : usual;
    }

    /** The entries as they stand, or migrated if that was asked for and there is something to migrate. */
    private static KeyValueReader shown(KeyValueReader stored, C1zFile container, OpenOptions options) {
        if (!options.migrated()) {
            return stored;
        }
        StoreMetadata metadata = PebbleEngine.metadata(container.head(), container.size());
        return Migration.isDue(stored, metadata) ? Migration.of(stored, metadata, options.temporaryFolder()) : stored;
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

    /** All keys and values, migrated if the file was opened so; none where the payload has no files. */
    public KeyValueReader entries() {
        return entries;
    }

    /** What migrating them did, if that is how they are shown. */
    public Optional<MigrationReport> migration() {
        return entries instanceof Migration migration ? Optional.of(migration.report()) : Optional.empty();
    }

    /** What the file is, with the interior that its entries are shown in. */
    StoreMetadata metadata() {
        StoreMetadata metadata = PebbleEngine.metadata(container.head(), container.size());
        return migration().isEmpty()
                ? metadata
                : new StoreMetadata(
                        metadata.file(),
                        metadata.engine(),
                        metadata.format(),
                        metadata.payloadEncoding(),
                        Interior.PEBBLE3.engine(),
                        metadata.sizeBytes());
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
