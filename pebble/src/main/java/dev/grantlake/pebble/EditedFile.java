package dev.grantlake.pebble;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.Interior;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.kv.Checkpoints;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.Metered;
import dev.grantlake.kv.StoreMetrics;
import dev.grantlake.pebble.file.CarriedFile;
import dev.grantlake.pebble.file.LoadedFile;
import dev.grantlake.records.WritableRecords;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.store.spi.SyncEditor;
import dev.grantlake.store.spi.WritableBackend;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.FileIdentity;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.vfs.OverlayVfs;
import dev.grantlake.vfs.ScratchVfs;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A file of format v3 that is being written, in place: its payload is the lower layer of a directory whose upper one
 * takes what is new, in files without names. Nothing is unpacked; what is new is gone when this is closed and however
 * the process ends. Thread-safe.
 */
final class EditedFile implements WritableBackend {

    /** What a file that is written stands on. */
    @FunctionalInterface
    interface Ground {

        /** Opens the database in a directory, or makes one where there is none. */
        KeyValueStore open(WritableVfs directory);

        /** An empty directory for what is new, of which nothing is left when it is closed. */
        default WritableVfs room(Path folder, String description) {
            return new ScratchVfs(folder, description);
        }
    }

    private final Path path;
    private final WriteOptions options;
    private final Ground ground;
    private final StoreMetadata metadata;
    private final Deque<AutoCloseable> opened;
    private final @Nullable C1zFile origin;
    private final KeyValueStore store;
    private final WritableRecords records;
    /** What is under the name as far as we know; null if nothing is. */
    private @Nullable FileIdentity known;

    private long saved;

    private EditedFile(
            Path path,
            WriteOptions options,
            Ground ground,
            StoreMetadata metadata,
            Deque<AutoCloseable> opened,
            @Nullable C1zFile origin,
            @Nullable FileIdentity known,
            KeyValueStore store) {
        this.path = path;
        this.options = options;
        this.ground = ground;
        this.metadata = metadata;
        this.opened = opened;
        this.origin = origin;
        this.store = store;
        this.known = known;
        KeyLayout whenEmpty = options.manySyncs() ? KeyLayout.EXTERNAL_IDS_BY_SYNC : KeyLayout.IDENTITIES;
        this.records = WritableRecords.open(store, metadata, options, whenEmpty);
        this.saved = changes();
    }

    /** Opens the file at {@code path}, or begins one. What was opened is closed again if a later step fails. */
    static EditedFile open(Path path, WriteOptions options, Ground ground) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Vfs folder = closing(PebbleEngine.folder(path), opened);
            String name = PebbleEngine.fileName(path);
            FileIdentity known = folder.exists(name) ? FileIdentity.of(path) : null;
            C1zFile origin = known == null ? null : closing(container(folder, name, options), opened);
            requireStill(known, path);
            Vfs lower;
            StoreMetadata metadata;
            WriteOptions kept = options;
            if (origin != null) {
                metadata = PebbleEngine.metadata(origin.head(), origin.size());
                kept = options.withPacking(PebbleEngine.packing(origin.head()));
                lower = origin.payload();
            } else {
                metadata = newFile(path, options);
                lower = new MemoryVfs(path.toString());
            }
            WritableVfs upper = closing(ground.room(options.temporaryFolder(), path.toString()), opened);
            WritableVfs directory = closing(new OverlayVfs(lower, upper), opened);
            KeyValueStore store = closing(ground.open(directory), opened);
            return new EditedFile(path, kept, ground, metadata, opened, origin, known, store);
        } catch (RuntimeException | Error e) {
            try {
                close(opened);
            } catch (RuntimeException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    /** What was opened is what was looked at before. */
    private static void requireStill(@Nullable FileIdentity known, Path path) {
        if (known != null && !FileIdentity.of(path).isSame(known)) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    Location.of(path.toString(), "file"),
                    "was replaced while it was opened",
                    null);
        }
    }

    private static C1zFile container(Vfs folder, String name, WriteOptions options) {
        OpenOptions reading = OpenOptions.defaults();
        return C1zFile.open(
                folder,
                name,
                C1zReadOptions.fromEnvironment(reading.environment()),
                new ReadComponents(reading.cache(), reading.metrics(), options.temporaryFolder()));
    }

    private static StoreMetadata newFile(Path path, WriteOptions options) {
        Interior interior = options.manySyncs() ? Interior.PEBBLE : Interior.PEBBLE3;
        return new StoreMetadata(
                path.toString(),
                PebbleEngine.NAME,
                "v3",
                options.packing().name().toLowerCase(Locale.ROOT),
                interior.engine(),
                0);
    }

    @Override
    public StoreMetadata metadata() {
        return metadata;
    }

    @Override
    public List<SyncRun> syncRuns() {
        return records.syncRuns();
    }

    @Override
    public SyncBackend sync(SyncRun run) {
        return records.sync(run);
    }

    @Override
    public SyncEditor start(NewSync sync) {
        return records.start(sync);
    }

    @Override
    public SyncEditor edit(SyncRun run) {
        return records.edit(run);
    }

    @Override
    public void delete(SyncRun run) {
        records.remove(run);
    }

    @Override
    public void save() {
        save(target -> target);
    }

    /** As {@link #save()}; what is written goes to what {@code through} makes of the file. */
    synchronized void save(UnaryOperator<NewFile> through) {
        long now = changes();
        if (now == saved) {
            return;
        }
        AtomicFile target = AtomicFile.update(path, known);
        try {
            write(through.apply(target));
        } finally {
            // Where only the last step of it has failed, the file is ours all the same.
            known = target.placed() == null ? known : target.placed();
        }
        saved = now;
    }

    private void write(NewFile target) {
        if (origin != null && store instanceof Checkpoints checkpoints) {
            saveChanges(target, origin, checkpoints);
        } else {
            saveAll(target);
        }
    }

    /** What lies in the file that was opened goes over as it is, whatever has been saved to its name since. */
    private void saveChanges(NewFile target, C1zFile from, Checkpoints checkpoints) {
        try (NewFile closing = target;
                WritableVfs room = ground.room(options.temporaryFolder(), path.toString());
                OverlayVfs copy = new OverlayVfs(new MemoryVfs(path.toString()), room)) {
            if (store instanceof Maintenance maintenance) {
                maintenance.flush();
            }
            checkpoints.checkpoint(copy);
            CarriedFile.write(closing, copy, from, records.layout(), options);
        }
    }

    /** A new file is laid out as one that was written in one pass. */
    private void saveAll(NewFile target) {
        try (NewFile closing = target;
                KeyValueReader moment = store.snapshot()) {
            LoadedFile.write(closing, moment, records.layout(), options);
        }
    }

    /** Grows with each change of the store; one that comes while a snapshot is taken is saved again. */
    private long changes() {
        StoreMetrics metrics = ((Metered) store).metrics();
        return metrics.batches() + metrics.replacements();
    }

    @Override
    public synchronized void close() {
        close(opened);
    }

    private static <T extends AutoCloseable> T closing(T part, Deque<AutoCloseable> opened) {
        opened.push(part);
        return part;
    }

    /** Closes the last one first, and all of them whatever happens. */
    private static void close(Deque<AutoCloseable> opened) {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                RuntimeException problem = e instanceof RuntimeException known ? known : new IllegalStateException(e);
                if (failure == null) {
                    failure = problem;
                } else {
                    failure.addSuppressed(problem);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
