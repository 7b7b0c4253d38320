package dev.grantlake.bench.kv;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** RocksDB through its JNI binding, with the memory that the others have. */
final class RocksDbEngine implements Engine {

    private static final long CACHE_BYTES = 256L << 20;
    private static final long MEMTABLE_BYTES = 64L << 20;
    private static final double FILTER_BITS_PER_KEY = 10;
    private static final long BETWEEN_LOOKS_NANOS = 10_000_000;

    static {
        RocksDB.loadLibrary();
    }

    private final Options options;
    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter filter = new BloomFilter(FILTER_BITS_PER_KEY);
    private final WriteOptions buffered = new WriteOptions();
    private final WriteOptions durable = new WriteOptions().setSync(true);
    private final RocksDB database;

    RocksDbEngine(Path folder) {
        options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setMaxWriteBufferNumber(4)
                .setMaxBackgroundJobs(2)
                .setCompressionType(CompressionType.SNAPPY_COMPRESSION)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
        try {
            database = RocksDB.open(options, folder.toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void put(byte[] key, byte[] value, boolean durably) {
        try {
            database.put(durably ? durable : buffered, key, value);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int get(byte[] key) {
        try {
            byte[] value = database.get(key);
            return value == null ? -1 : value.length;
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long scan(byte[] from, long most) {
        long count = 0;
        long bytes = 0;
        try (RocksIterator iterator = database.newIterator()) {
            for (iterator.seek(from); count < most && iterator.isValid(); iterator.next()) {
                bytes += iterator.key().length + iterator.value().length;
                count++;
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
        Entries.requireWhole(count, bytes);
        return count;
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        try {
            database.deleteRange(buffered, from, to);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void settle() {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            database.flush(flush);
            while (database.getLongProperty("rocksdb.num-running-compactions") > 0
                    || database.getLongProperty("rocksdb.compaction-pending") > 0) {
                // The binding has nothing to wait by.
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        database.close();
        buffered.close();
        durable.close();
        options.close();
        filter.close();
        cache.close();
    }
}
