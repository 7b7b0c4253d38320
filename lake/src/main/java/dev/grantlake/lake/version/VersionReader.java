package dev.grantlake.lake.version;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A way to read one version. Thread-safe; its cursors belong to one thread each. */
sealed interface VersionReader permits DirectoryReader, FilterReader {

    @Nullable
    Bytes get(Bytes key);

    List<@Nullable Bytes> getAll(List<Bytes> keys);

    boolean contains(Bytes key);

    Cursor cursor(KeyRange range);

    /** A cursor whose values are empty. */
    Cursor keys(KeyRange range);
}
