package dev.grantlake.bench.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.vfs.WritableDiskVfs;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Our own, with the options that have the memory of the others. */
final class GrantlakeEngine implements Engine {

    private static final int QUIET_LOOKS = 5;
    private static final long BETWEEN_LOOKS_NANOS = 10_000_000;

    private final WritableDiskVfs directory;
    private final Database database;

    GrantlakeEngine(Path folder) {
        directory = WritableDiskVfs.open(folder);
        database = Database.open(directory, DatabaseOptions.LARGE);
    }

    @Override
    public void put(byte[] key, byte[] value, boolean durable) {
        WriteBatch batch = new WriteBatch().set(Bytes.wrap(key), Bytes.wrap(value));
        database.commit(batch, durable ? Durability.SYNC : Durability.BUFFERED);
    }

    @Override
    public int get(byte[] key) {
        Bytes value = database.get(Bytes.wrap(key));
        return value == null ? -1 : value.length();
    }

    @Override
    public long scan(byte[] from, long most) {
        long count = 0;
        long bytes = 0;
        try (Cursor cursor = database.cursor(KeyRange.ALL)) {
            boolean found = cursor.seekGe(Bytes.wrap(from));
            while (found && count < most) {
                bytes += cursor.key().length() + cursor.value().length();
                count++;
                found = cursor.next();
            }
        }
        Entries.requireWhole(count, bytes);
        return count;
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        database.commit(new WriteBatch().deleteRange(Bytes.wrap(from), Bytes.wrap(to)), Durability.BUFFERED);
    }

    @Override
    public void settle() {
        database.flush();
        // A compaction that ends may lead to the next.
        for (int quiet = 0; quiet < QUIET_LOOKS; ) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            quiet = database.databaseMetrics().runningCompactions() == 0 ? quiet + 1 : 0;
        }
    }

    @Override
    public void close() {
        try (directory) {
            database.close();
        }
    }
}
