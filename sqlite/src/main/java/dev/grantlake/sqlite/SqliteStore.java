package dev.grantlake.sqlite;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.V1File;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.spi.SelfChecking;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.StoredFault;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An opened v1 file: its database, and the syncs in it. Thread-safe. */
final class SqliteStore implements StoreBackend, SelfChecking {

    private final StoreMetadata metadata;
    private final Database database;
    private final Schema schema;
    private final ZoneId zone;
    private final List<StoredSync> syncs;

    private SqliteStore(StoreMetadata metadata, Database database, Schema schema, ZoneId zone, List<StoredSync> syncs) {
        this.metadata = metadata;
        this.database = database;
        this.schema = schema;
        this.zone = zone;
        this.syncs = syncs;
    }

    /** Opens a file for reading. Once the database is decoded the file is not needed any more, and is closed. */
    static SqliteStore open(Path path, OpenOptions options) {
        C1zReadOptions limits = C1zReadOptions.forV1(options.environment());
        try (Vfs folder = SqliteEngine.folder(path);
                V1File file = V1File.open(folder, SqliteEngine.fileName(path), limits, options.metrics())) {
            StoreMetadata metadata = SqliteEngine.metadata(file.description(), file.size());
            Database database = Database.open(file, options.temporaryFolder(), options.metrics());
            try {
                ZoneId zone = options.zone().orElseGet(ZoneId::systemDefault);
                Schema schema = Schema.read(database);
                return new SqliteStore(metadata, database, schema, zone, StoredSync.all(database, schema, zone));
            } catch (RuntimeException | Error e) {
                database.close();
                throw e;
            }
        }
    }

    @Override
    public StoreMetadata metadata() {
        return metadata;
    }

    @Override
    public List<SyncRun> syncRuns() {
        return syncs.stream().map(StoredSync::run).toList();
    }

    @Override
    public SyncBackend sync(SyncRun run) {
        return syncs.stream()
                .filter(sync -> sync.run().id().equals(run.id()))
                .findFirst()
                .map(sync -> new SqliteSync(database, schema, zone, sync))
                .orElseThrow(() -> StoreException.notFound("no sync " + run.id() + " in " + metadata.file()));
    }

    @Override
    public void check(Consumer<StoredFault> faults) {
        ColumnCheck columns = new ColumnCheck(database, schema);
        List<Consumer<Consumer<StoredFault>>> parts = new ArrayList<>(List.of(
                new PageCheck(database, schema)::run,
                columns::resourceTypes,
                columns::resources,
                columns::entitlements,
                columns::grants));
        for (StoredSync sync : syncs) {
            parts.add(new ReferenceCheck(database, schema, sync.run())::run);
        }
        for (Consumer<Consumer<StoredFault>> part : parts) {
            try {
                part.accept(faults);
            } catch (StorageException e) {
                faults.accept(unreadable(e));
            }
        }
    }

    /** What could not be looked through; rethrows what is not the fault of the file. */
    private StoredFault unreadable(StorageException e) {
        if (e.kind() != StorageException.Kind.CORRUPT && e.kind() != StorageException.Kind.LIMIT_EXCEEDED) {
            throw e;
        }
        Location where = e.location().orElse(Location.of(database.file(), "decoded database"));
        String message = String.valueOf(e.getMessage());
        String prefix = where + ": ";
        return new StoredFault(
                StoredFault.Kind.UNREADABLE,
                where,
                message.startsWith(prefix) ? message.substring(prefix.length()) : message,
                "");
    }

    @Override
    public void close() {
        database.close();
    }
}
