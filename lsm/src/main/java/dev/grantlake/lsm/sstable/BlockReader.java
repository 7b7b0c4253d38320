package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.MinLz;
import dev.grantlake.base.Snappy;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.Zstd;
import dev.grantlake.vfs.ReadableFile;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the blocks of one table: checks their place, their checksum, decompresses them, remembers them. Thread-safe.
 * Format: {@code docs/formats/sstable.md}, "Blocks". Behind every block lies its trailer:
 *
 * <pre>
 * offset  size  field
 * 0       1     compression
 * 1       4     checksum of the stored bytes and the compression byte
 * </pre>
 *
 * <p>What is not compressed and lies in memory already (a frame of a container) is handed out where it lies and not
 * cached a second time; its checksum is computed on each read, which costs less than the copy would.
 */
public final class BlockReader {

    private static final int CHECKSUM_OFFSET = 1;

    /** Windows up to this size are accepted even where blocks must be smaller: what any usual level makes. */
    private static final int ZSTD_USUAL_WINDOW_BYTES = 8 << 20;

    private final ReadableFile file;
    private final String fileName;
    private final long blocksEnd;
    private final ChecksumKind checksumKind;
    private final SstableOptions options;
    private final long cacheOwner = BufferCache.newOwner();
    private final AtomicLong keptExcess = new AtomicLong();
    private volatile boolean closed;

    /**
     * A reader of the blocks of a table.
     *
     * @param file the table's file, which whoever opened it closes
     */
    public BlockReader(ReadableFile file, Footer footer, SstableOptions options) {
        this.file = file;
        this.fileName = file.description();
        this.blocksEnd = footer.offset();
        this.checksumKind = footer.checksumKind();
        this.options = options;
    }

    /** A decoded block, from the cache or from the file. */
    public Bytes read(long offset, long length, BlockKind kind) {
        requireOpen();
        byte[] cached = options.cache().get(cacheOwner, offset);
        if (cached != null) {
            options.metrics().cacheHit();
            return Bytes.wrap(cached);
        }
        StoredBlock block = readStored(new BlockHandle(offset, length), kind);
        Bytes stored = block.stored();
        byte[] decoded;
        if (block.compression() == BlockCompression.NONE) {
            boolean view = stored.array().length != stored.length() + BlockHandle.TRAILER_BYTES;
            if (view || stored.isEmpty()) {
                return stored;
            }
            decoded = stored.toArray();
        } else {
            decoded = decompress(block, passingLimit(block), at(offset, kind));
        }
        options.cache().put(cacheOwner, offset, decoded);
        return Bytes.wrap(decoded);
    }

    Bytes read(BlockHandle handle, BlockKind kind) {
        return read(handle.offset(), handle.length(), kind);
    }

    /**
     * A block that is kept as long as the table is open, so not through the cache. It has an array of its own, and does
     * not pin the frame that the stored bytes may lie in.
     */
    Bytes readKept(BlockHandle handle, BlockKind kind) {
        StoredBlock block = readStored(handle, kind);
        int storedBytes = block.stored().length();
        if (block.compression() == BlockCompression.NONE) {
            return Bytes.wrap(block.stored().toArray());
        }
        Location where = at(handle.offset(), kind);
        int limit = (int) Math.min(options.maxBlockBytes(), options.expansion().kept(storedBytes));
        byte[] decoded = decompress(block, limit, where);
        keptExcess.addAndGet(options.expansion().take(storedBytes, decoded.length, where));
        return Bytes.wrap(decoded);
    }

    /** A block as it is stored; never from the cache. */
    public StoredBlock readStored(BlockHandle handle, BlockKind kind) {
        requireOpen();
        Location where = at(handle.offset(), kind);
        if (!handle.fits(blocksEnd)) {
            throw StorageException.corrupt(
                    at(Location.UNKNOWN_OFFSET, kind),
                    "a place within the " + blocksEnd + " bytes before the footer",
                    handle.toString());
        }
        if (handle.length() > options.maxBlockBytes()) {
            throw StorageException.limit(
                    where, "a block of more than " + options.maxBlockBytes() + " bytes: " + handle.length());
        }
        int length = (int) handle.length();
        Bytes bytes = file.read(handle.offset(), length + BlockHandle.TRAILER_BYTES);
        options.metrics().blockDecoded();
        byte[] array = bytes.array();
        int trailer = bytes.offset() + length;
        int stored = LittleEndian.getInt(array, trailer + CHECKSUM_OFFSET);
        int computed = checksumKind.of(array, bytes.offset(), length + CHECKSUM_OFFSET);
        if (stored != computed) {
            throw StorageException.corrupt(
                    where, "checksum 0x" + Integer.toHexString(computed), "0x" + Integer.toHexString(stored));
        }
        BlockCompression compression = BlockCompression.ofCode(array[trailer] & 0xff, where);
        return new StoredBlock(handle, bytes.slice(0, length), compression, stored);
    }

    /** The decoded bytes of a stored block, which is not kept. */
    public Bytes decode(StoredBlock block, BlockKind kind) {
        return block.compression() == BlockCompression.NONE
                ? block.stored()
                : Bytes.wrap(
                        decompress(block, passingLimit(block), at(block.handle().offset(), kind)));
    }

    /** The place of a block, for errors. */
    public Location at(long offset, BlockKind kind) {
        return new Location(fileName, offset, kind.toString());
    }

    /** Refuses all further reads and closes the file; what was kept counts no more. */
    void close() {
        closed = true;
        options.expansion().giveBack(keptExcess.getAndSet(0));
        file.close();
    }

    private int passingLimit(StoredBlock block) {
        return (int) Math.min(
                options.maxBlockBytes(),
                options.expansion().passing(block.stored().length()));
    }

    private byte[] decompress(StoredBlock block, int limit, Location where) {
        Bytes stored = block.stored();
        return switch (block.compression()) {
            case NONE -> stored.toArray();
            case SNAPPY -> Snappy.decode(stored, limit, where);
            case ZSTD -> decompressZstd(stored, limit, where);
            case MINLZ -> MinLz.decode(stored, limit, where);
        };
    }

    /** A zstd block is its decoded length as a varint and then a frame. */
    private static byte[] decompressZstd(Bytes stored, int limit, Location where) {
        ByteReader reader = new ByteReader(stored, where);
        long length = reader.readVarint64();
        if (length < 0 || length > limit) {
            throw StorageException.limit(
                    where, "a block of more than " + limit + " bytes: " + Long.toUnsignedString(length));
        }
        return Zstd.decompress(
                stored.from(reader.position()), (int) length, Math.max(limit, ZSTD_USUAL_WINDOW_BYTES), where);
    }

    void requireOpen() {
        if (closed) {
            throw new StorageException(
                    StorageException.Kind.CLOSED, Location.of(fileName, "table"), "the table is closed", null);
        }
    }
}
