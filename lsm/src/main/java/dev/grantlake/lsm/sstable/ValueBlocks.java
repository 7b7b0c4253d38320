package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Fetches the values that do not lie beside their keys. Thread-safe. Format: {@code docs/formats/sstable.md}, "Value
 * blocks". What lies beside the key instead is a prefix byte, whose top two bits say where the value is, and a handle:
 *
 * <pre>
 * top bits  value
 * 00        in place; never beside a key that claims an external value
 * 01        in a blob file; not supported
 * 10        in a value block; the handle is varint value length, varint block number, varint offset in the block
 * </pre>
 *
 * The value index has one record of fixed width for each value block, in the order of their numbers from 0 on: number,
 * offset in the file, stored length.
 */
final class ValueBlocks {

    private static final int PLACE_SHIFT = 6;
    private static final int IN_BLOB_FILE = 1;
    private static final int IN_VALUE_BLOCK = 2;

    private final BlockReader blocks;
    private final @Nullable ValueIndexHandle indexHandle;
    private volatile @Nullable Bytes index;

    ValueBlocks(BlockReader blocks, @Nullable ValueIndexHandle indexHandle) {
        this.blocks = blocks;
        this.indexHandle = indexHandle;
    }

    /**
     * Points {@code view} at a value.
     *
     * @param reference prefix byte and handle
     * @param where the block that the reference lies in
     */
    void show(ByteView reference, Location where, ByteView view) {
        Location place = where.as("value reference in " + where.part());
        ByteReader reader = new ByteReader(reference.retain(), place);
        int prefix = reader.readUnsignedByte();
        int placeOfValue = prefix >>> PLACE_SHIFT;
        if (placeOfValue == IN_BLOB_FILE) {
            throw StorageException.unsupported(place, "a value in a blob file (value separation)");
        }
        if (placeOfValue != IN_VALUE_BLOCK) {
            throw StorageException.corrupt(
                    place, "a prefix byte of a value elsewhere", "0x" + Integer.toHexString(prefix));
        }
        int length = reader.readVarint31("a value length", Integer.MAX_VALUE);
        int number = reader.readVarint31("a value block number", Integer.MAX_VALUE);
        int offset = reader.readVarint31("an offset in a value block", Integer.MAX_VALUE);
        if (!reader.atEnd()) {
            throw StorageException.corrupt(
                    place, "nothing behind the value handle", reader.remaining() + " more bytes");
        }
        BlockHandle handle = handleOf(number, place);
        Bytes block = blocks.read(handle, BlockKind.VALUES);
        if (length > block.length() || offset > block.length() - length) {
            throw StorageException.corrupt(
                    place,
                    "a value within the " + block.length() + " bytes of value block " + number,
                    "one at " + offset + "+" + length);
        }
        view.showStable(block.array(), block.offset() + offset, length);
    }

    /** Where the value blocks lie, by their numbers. */
    List<BlockHandle> handles() {
        if (indexHandle == null) {
            return List.of();
        }
        Location where = blocks.at(indexHandle.handle().offset(), BlockKind.VALUE_INDEX);
        int size = index(indexHandle).length() / indexHandle.recordBytes();
        List<BlockHandle> handles = new ArrayList<>(size);
        for (int number = 0; number < size; number++) {
            handles.add(handleOf(number, where));
        }
        return handles;
    }

    /** Where value block {@code number} lies. */
    private BlockHandle handleOf(int number, Location where) {
        if (indexHandle == null) {
            throw StorageException.corrupt(where, "no value in a value block", "one, in a table without value index");
        }
        Bytes records = index(indexHandle);
        int recordBytes = indexHandle.recordBytes();
        int size = records.length() / recordBytes;
        if (number < 0 || number >= size) {
            throw StorageException.corrupt(where, "a value block below " + size, Integer.toString(number));
        }
        int position = number * recordBytes;
        long storedNumber = littleEndian(records, position, indexHandle.numberBytes());
        if (storedNumber != number) {
            throw StorageException.corrupt(
                    blocks.at(indexHandle.handle().offset(), BlockKind.VALUE_INDEX),
                    "the record of value block " + number,
                    "of " + Long.toUnsignedString(storedNumber));
        }
        position += indexHandle.numberBytes();
        long offset = littleEndian(records, position, indexHandle.offsetBytes());
        position += indexHandle.offsetBytes();
        return new BlockHandle(offset, littleEndian(records, position, indexHandle.lengthBytes()));
    }

    private Bytes index(ValueIndexHandle handle) {
        Bytes records = index;
        return records != null ? records : readIndex(handle);
    }

    private synchronized Bytes readIndex(ValueIndexHandle handle) {
        Bytes records = index;
        if (records == null) {
            records = blocks.readKept(handle.handle(), BlockKind.VALUE_INDEX);
            if (records.length() % handle.recordBytes() != 0) {
                throw StorageException.corrupt(
                        blocks.at(handle.handle().offset(), BlockKind.VALUE_INDEX),
                        "records of " + handle.recordBytes() + " bytes",
                        records.length() + " bytes");
            }
            index = records;
        }
        return records;
    }

    private static long littleEndian(Bytes bytes, int position, int width) {
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | (bytes.at(position + i) & 0xff);
        }
        return value;
    }
}
