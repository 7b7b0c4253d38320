package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.TreeTable;
import dev.grantlake.vfs.MemoryVfs;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Where a lake of a test lies, in memory: it outlives the lake. */
final class LakeFolder {

    /** Options under which nothing is flushed or compacted by itself. */
    static final LakeOptions QUIET = LakeOptions.PRODUCTION.toBuilder()
            .flusherEnabled(false)
            .optimizer(false, Duration.ofMinutes(5), 1000)
            .build();

    /** What the last lake that was opened here works on. */
    MemoryVfs root = new MemoryVfs("lake");

    MemoryVfs log = new MemoryVfs("lake/wal");
    TreeTable table = new TreeTable();

    /**
     * Opens the lake, as after a restart, on what is here now. One that is still open goes on with what is its own: so
     * this is what a crash of the process leaves.
     */
    Lake open(LakeOptions options) {
        return open(options, Lake.Seams.none());
    }

    Lake open(LakeOptions options, Lake.Seams seams) {
        root = copy(root);
        log = copy(log);
        table = table.reopened();
        return Lake.open(new LakeFolders(root, log), trusted -> table, options, seams);
    }

    /** Without locks. */
    private static MemoryVfs copy(MemoryVfs source) {
        MemoryVfs copy = new MemoryVfs(source.description());
        for (String name : source.list()) {
            copy.put(name, Bytes.wrap(source.content(name).toArray()));
        }
        return copy;
    }

    static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    /** Commits one value. */
    static long set(Lake lake, String key, String value) {
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(bytes(key), bytes(value));
            return transaction.commit();
        }
    }

    /** The value that a fresh transaction sees, as text. */
    static @Nullable String get(Lake lake, String key) {
        try (Transaction transaction = lake.begin(false)) {
            Bytes value = transaction.get(bytes(key));
            return value == null ? null : value.toUtf8();
        }
    }
}
