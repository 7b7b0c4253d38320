package dev.grantlake.pebble.file;

import dev.grantlake.c1z.C1zWriter;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.lsm.bulk.BulkLoader;
import dev.grantlake.lsm.bulk.BulkOptions;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.vfs.NewFile;
import org.jspecify.annotations.Nullable;

/** Writes all that a store holds to a file, as a database that was loaded in one pass. */
public final class LoadedFile {

    private LoadedFile() {}

    /**
     * Writes {@code store}, whose content does not change meanwhile, and puts the file in place.
     *
     * @param target closed in any case
     */
    public static void write(NewFile target, KeyValueReader store, KeyLayout layout, WriteOptions options) {
        BulkOptions loading = ContainerOptions.loading(options);
        String file = target.description();
        try (NewFile closing = target;
                C1zWriter container = C1zWriter.open(closing, ContainerOptions.of(options));
                BulkLoader loader = new BulkLoader(loading, container);
                Cursor cursor = store.cursor(KeyRange.ALL)) {
            Object family = null;
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Object next = family(cursor);
                if (family != null && !family.equals(next)) {
                    loader.cutHere();
                }
                family = next;
                loader.add(cursor.key(), cursor.value());
            }
            loader.finish();
            container.finish(FileManifest.of(store, layout, loading.formatVersion(), file));
        }
    }

    /** What an entry belongs to: tables end where that ends. */
    private static @Nullable Object family(Cursor cursor) {
        var key = cursor.key().copy();
        IndexFamily index = IndexFamily.of(key);
        return index == null ? KeyFamily.of(key) : index;
    }
}
