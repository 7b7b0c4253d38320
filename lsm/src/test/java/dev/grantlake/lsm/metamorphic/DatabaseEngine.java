package dev.grantlake.lsm.metamorphic;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.inspect.DatabaseAudit;
import dev.grantlake.lsm.inspect.Fault;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** A database on disk; whenever it is closed, the audit finds nothing wrong with its directory. */
final class DatabaseEngine implements Engine {

    private final Path place;

    @Nullable
    private WritableVfs directory;

    @Nullable
    private Database database;

    DatabaseEngine(Path place) {
        this.place = place;
    }

    @Override
    public KeyValueStore open(long seed) {
        WritableVfs vfs = WritableDiskVfs.create(place);
        directory = vfs;
        Database opened = Database.open(vfs, RandomOptions.of(new Dice(seed)));
        database = opened;
        return opened;
    }

    @Override
    public void checkpoint(Consumer<KeyValueReader> show) {
        try (Place copy = new Place(place.resolveSibling(place.getFileName() + ".copy"));
                WritableVfs vfs = WritableDiskVfs.create(copy.folder())) {
            requireNonNull(database).checkpoint(vfs);
            requireSound(vfs);
            try (Database copied = Database.openExisting(vfs, RandomOptions.of(new Dice(1)))) {
                show.accept(copied);
            }
        }
    }

    @Override
    public void close() {
        try (WritableVfs vfs = requireNonNull(directory)) {
            requireNonNull(database).close();
            requireSound(vfs);
        }
    }

    static void requireSound(WritableVfs vfs) {
        List<Fault> faults = new ArrayList<>();
        LsmReadOptions options = new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics());
        DatabaseAudit audit = requireNonNull(DatabaseAudit.of(vfs, options, faults::add), faults::toString);
        audit.tableFiles().forEach(audit::auditTable);
        audit.auditLevels();
        // The manifest before the present one is kept.
        faults.removeIf(fault ->
                fault.kind() == Fault.Kind.EXTRA_FILE && fault.where().file().contains("MANIFEST-"));
        assertThat(faults).isEmpty();
    }
}
