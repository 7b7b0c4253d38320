package dev.grantlake.bench.kv;

import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.PutFlags;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Txn;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * LMDB: one writing transaction at a time, each of them a commit. Commits that need not be durable go without a force
 * and without the meta page; such a store can be broken by a loss of power, which the others cannot.
 */
final class LmdbEngine implements Engine {

    private static final long MAP_BYTES = 64L << 30;
    private static final int READERS = 256;

    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> entries;
    private final ThreadLocal<ByteBuffer> keys =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(Entries.KEY_BYTES));
    private final ThreadLocal<ByteBuffer> values =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(Entries.VALUE_BYTES));

    LmdbEngine(Path folder) {
        environment = Env.create()
                .setMapSize(MAP_BYTES)
                .setMaxDbs(1)
                .setMaxReaders(READERS)
                .open(folder.toFile(), EnvFlags.MDB_NOSYNC, EnvFlags.MDB_NOTLS);
        entries = environment.openDbi("entries", DbiFlags.MDB_CREATE);
    }

    @Override
    public void put(byte[] key, byte[] value, boolean durable) {
        try (Txn<ByteBuffer> transaction = environment.txnWrite()) {
            entries.put(transaction, in(keys.get(), key), in(values.get(), value), new PutFlags[0]);
            transaction.commit();
        }
        if (durable) {
            environment.sync(true);
        }
    }

    @Override
    public int get(byte[] key) {
        try (Txn<ByteBuffer> transaction = environment.txnRead()) {
            ByteBuffer value = entries.get(transaction, in(keys.get(), key));
            return value == null ? -1 : value.remaining();
        }
    }

    @Override
    public long scan(byte[] from, long most) {
        long count = 0;
        long bytes = 0;
        try (Txn<ByteBuffer> transaction = environment.txnRead();
                Cursor<ByteBuffer> cursor = entries.openCursor(transaction)) {
            boolean found = cursor.get(in(keys.get(), from), GetOp.MDB_SET_RANGE);
            while (found && count < most) {
                bytes += cursor.key().remaining() + cursor.val().remaining();
                count++;
                found = cursor.seek(SeekOp.MDB_NEXT);
            }
        }
        Entries.requireWhole(count, bytes);
        return count;
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        try (Txn<ByteBuffer> transaction = environment.txnWrite()) {
            deleteRange(transaction, from, ByteBuffer.wrap(to));
            transaction.commit();
        }
    }

    private void deleteRange(Txn<ByteBuffer> transaction, byte[] from, ByteBuffer to) {
        try (Cursor<ByteBuffer> cursor = entries.openCursor(transaction)) {
            boolean found = cursor.get(in(keys.get(), from), GetOp.MDB_SET_RANGE);
            while (found && cursor.key().compareTo(to) < 0) {
                cursor.delete();
                found = cursor.seek(SeekOp.MDB_GET_CURRENT) || cursor.seek(SeekOp.MDB_NEXT);
            }
        }
    }

    @Override
    public void settle() {
        environment.sync(true);
    }

    @Override
    public void close() {
        environment.sync(true);
        environment.close();
    }

    private static ByteBuffer in(ByteBuffer buffer, byte[] bytes) {
        return buffer.clear().put(bytes).flip();
    }
}
