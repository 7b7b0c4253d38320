package dev.grantlake.bench.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.bench.kv.Entries;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lance.LanceLake;

import java.nio.file.Path;

/** A lake as it comes, each call a transaction of its own. */
final class LakeStore implements Store {

    private static final long MANUAL_HEAP_BYTES = 16L << 30;
    /** Each has a segment of the log, at most 64 MiB, and nobody flushes it unless told to. */
    private static final int MANUAL_MEMTABLES = 1000;

    private final Lake lake;

    LakeStore(Path folder, boolean manual) {
        lake = LanceLake.open(folder, manual ? manual() : LakeOptions.PRODUCTION);
    }

    /** Options of a lake that only does what it is told. */
    static LakeOptions manual() {
        return LakeOptions.PRODUCTION.toBuilder()
                .flusherEnabled(false)
                .optimizer(false, LakeOptions.PRODUCTION.optimizerInterval(), 1)
                .memtables(MANUAL_HEAP_BYTES, MANUAL_MEMTABLES)
                .build();
    }

    @Override
    public void put(byte[] key, byte[] value, boolean durable) {
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(Bytes.wrap(key), Bytes.wrap(value));
            transaction.commit(durable ? Durability.SYNC : Durability.BUFFERED);
        }
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values, boolean durable) {
        try (Transaction transaction = lake.begin(true)) {
            for (int i = 0; i < keys.length; i++) {
                transaction.set(Bytes.wrap(keys[i]), Bytes.wrap(values[i]));
            }
            transaction.commit(durable ? Durability.SYNC : Durability.BUFFERED);
        }
    }

    @Override
    public int get(byte[] key) {
        try (Transaction transaction = lake.begin(false)) {
            Bytes value = transaction.get(Bytes.wrap(key));
            return value == null ? -1 : value.length();
        }
    }

    @Override
    public long scan(byte[] from, long most) {
        return scan(new KeyRange(Bytes.wrap(from), null), most);
    }

    @Override
    public long scanAll() {
        return scan(KeyRange.ALL, Long.MAX_VALUE);
    }

    private long scan(KeyRange range, long most) {
        long count = 0;
        long bytes = 0;
        try (Transaction transaction = lake.begin(false);
                Cursor cursor = transaction.cursor(range)) {
            for (boolean found = cursor.first(); found && count < most; found = cursor.next()) {
                bytes += cursor.key().length() + cursor.value().length();
                count++;
            }
        }
        Entries.requireWhole(count, bytes);
        return count;
    }

    @Override
    public long scanKeys() {
        try (Transaction transaction = lake.begin(false);
                Cursor cursor = transaction.keyCursor(KeyRange.ALL)) {
            long count = 0;
            long bytes = 0;
            for (boolean found = cursor.first(); found; found = cursor.next()) {
                bytes += cursor.key().length();
                count++;
            }
            return bytes == count * Entries.KEY_BYTES ? count : -1;
        }
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        try (Transaction transaction = lake.begin(true)) {
            transaction.deleteRange(new KeyRange(Bytes.wrap(from), Bytes.wrap(to)));
            transaction.commit(Durability.BUFFERED);
        }
    }

    @Override
    public void settle() {
        lake.flush();
    }

    @Override
    public void compact() {
        lake.compact();
    }

    @Override
    public void close() {
        lake.close();
    }
}
