package dev.grantlake.bench.kv;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;

/** H2's MVStore: commits go to the file when enough has come together, or are forced one by one. */
final class MvStoreEngine implements Engine {

    private static final int CACHE_MIB = 256;
    private static final int BUFFER_KIB = 64 << 10;

    private final MVStore store;
    private final MVMap<byte[], byte[]> entries;

    MvStoreEngine(Path folder) {
        store = new MVStore.Builder()
                .fileName(folder.resolve("entries.mv").toString())
                .cacheSize(CACHE_MIB)
                .autoCommitBufferSize(BUFFER_KIB)
                .open();
        entries = store.openMap(
                "entries",
                new MVMap.Builder<byte[], byte[]>().keyType(new ByteStrings()).valueType(new ByteStrings()));
    }

    @Override
    public void put(byte[] key, byte[] value, boolean durable) {
        entries.put(key, value);
        if (durable) {
            store.commit();
            store.sync();
        }
    }

    @Override
    public int get(byte[] key) {
        byte[] value = entries.get(key);
        return value == null ? -1 : value.length;
    }

    @Override
    public long scan(byte[] from, long most) {
        long count = 0;
        long bytes = 0;
        var cursor = entries.cursor(from);
        while (count < most && cursor.hasNext()) {
            bytes += cursor.next().length + cursor.getValue().length;
            count++;
        }
        Entries.requireWhole(count, bytes);
        return count;
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        Iterator<byte[]> keys = entries.keyIterator(from);
        while (keys.hasNext()) {
            byte[] key = keys.next();
            if (Arrays.compareUnsigned(key, to) >= 0) {
                return;
            }
            entries.remove(key);
        }
    }

    @Override
    public void settle() {
        store.commit();
        store.sync();
    }

    @Override
    public void close() {
        store.close();
    }

    /** Strings of bytes in unsigned order. */
    private static final class ByteStrings extends BasicDataType<byte[]> {

        @Override
        public int getMemory(byte[] bytes) {
            return 24 + bytes.length;
        }

        @Override
        public int compare(byte[] one, byte[] other) {
            return Arrays.compareUnsigned(one, other);
        }

        @Override
        public void write(WriteBuffer buffer, byte[] bytes) {
            buffer.putVarInt(bytes.length).put(bytes);
        }

        @Override
        public byte[] read(ByteBuffer buffer) {
            byte[] bytes = new byte[org.h2.mvstore.DataUtils.readVarInt(buffer)];
            buffer.get(bytes);
            return bytes;
        }

        @Override
        public byte[][] createStorage(int size) {
            return new byte[size][];
        }
    }
}
