package dev.grantlake.pebble;

import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1z;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.PayloadEncoding;
import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.pebble.bulk.BulkSync;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Packing;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.StoreEngine;
import dev.grantlake.store.spi.SyncOutput;
import dev.grantlake.store.spi.WritableBackend;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Path;

/** Reads and writes {@code .c1z} files of format v3. Found by the registry; stateless. */
public final class PebbleEngine implements StoreEngine {

    /** The name that users pass. */
    public static final String NAME = "pebble";

    private static final long LEAST_MEMTABLE_BYTES = 1 << 20;
    private static final long MOST_MEMTABLE_BYTES = 64 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Recognition recognise(Path file) {
        try (Vfs folder = folder(file)) {
            C1zKind kind = C1z.sniff(folder, fileName(file));
            String what = switch (kind) {
                case V3 -> "a .c1z file of format v3";
                case V1 -> "a .c1z file of format v1, which holds a SQLite database and needs the engine sqlite";
                case EMPTY -> "an empty file";
                case TOO_SHORT -> "a file shorter than the mark of a .c1z file";
                case UNKNOWN -> "";
            };
            return new Recognition(kind == C1zKind.V3, what);
        }
    }

    @Override
    public StoreBackend open(Path file, OpenOptions options) {
        return PebbleStore.open(file, options);
    }

    @Override
    public SyncOutput create(Path file, NewSync sync, WriteOptions options) {
        return BulkSync.create(file, sync, options);
    }

    @Override
    public WritableBackend edit(Path file, WriteOptions options) {
        return EditedFile.open(file, options, directory -> Database.open(directory, editing(options)));
    }

    /**
     * A memtable takes an eighth of the memory, and there are two of them: one is written while the other is flushed.
     */
    private static DatabaseOptions editing(WriteOptions options) {
        long memtable = Math.max(LEAST_MEMTABLE_BYTES, Math.min(MOST_MEMTABLE_BYTES, options.memoryBytes() / 8));
        return DatabaseOptions.STANDARD.with(new DatabaseOptions.Memory(memtable, 2, memtable));
    }

    @Override
    public StoreSummary summary(Path file, OpenOptions options) {
        try (Vfs folder = folder(file)) {
            EnvelopeHead head = C1z.readHead(folder, fileName(file), options.metrics());
            if (head.payloadEncoding() == PayloadEncoding.INDEXED_ZSTD.code()) {
                // The end of the file tells a whole one from one that was cut off on its way, for one more read.
                C1z.readFrameTable(folder, fileName(file), options.metrics());
            }
            return HeadSummary.of(metadata(head, folder.size(fileName(file))), head);
        }
    }

    /** What the head says the file is; fails for a head that no version of the engine reads. */
    static StoreMetadata metadata(EnvelopeHead head, long sizeBytes) {
        String encoding = switch (head.encoding()) {
            case INDEXED_ZSTD -> "indexed_zstd";
            case TAR_ZSTD -> "tar_zstd";
            case TAR -> "tar";
        };
        return new StoreMetadata(
                head.file(), NAME, "v3", encoding, head.interior().engine(), sizeBytes);
    }

    /** How the payload of a file is packed. */
    static Packing packing(EnvelopeHead head) {
        return switch (head.encoding()) {
            case INDEXED_ZSTD -> Packing.INDEXED_ZSTD;
            case TAR_ZSTD -> Packing.TAR_ZSTD;
            case TAR -> Packing.TAR;
        };
    }

    /** The folder of a file. */
    static Vfs folder(Path file) {
        Path parent = file.getParent();
        return DiskVfs.open(parent == null ? Path.of("") : parent);
    }

    /** The name of a file in its folder. */
    static String fileName(Path file) {
        Path name = file.getFileName();
        if (name == null) {
            throw new StorageException(StorageException.Kind.INVALID_ARGUMENT, "not a file: " + file);
        }
        return name.toString();
    }
}
