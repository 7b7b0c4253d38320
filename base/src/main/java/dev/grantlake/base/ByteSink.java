package dev.grantlake.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growing run of bytes that is being written: blocks, records and messages are put together in one. Grows to at most
 * {@link #MAX_SIZE}; passing that is a {@link StorageException} of kind {@code LIMIT_EXCEEDED}. Belongs to one thread.
 *
 * <p>{@link #clear} keeps the memory, so one sink serves block after block.
 */
public final class ByteSink {

    /** The most bytes that a sink holds: what every JVM grants as one array. */
    public static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private static final int LEAST_BYTES = 64;

    /**
     * Up to here an array that is full is doubled. A larger one grows by less, and if one large run is written it gets
     * the room for that and a little more: several times hundreds of megabytes are more than a usual heap has.
     */
    private static final int MOST_DOUBLED = 16 << 20;

    private static final int SLACK_SHIFT = 5;

    private byte[] array;
    private int size;

    public ByteSink() {
        this(LEAST_BYTES);
    }

    /** A sink with room for {@code capacity} bytes before it first grows. */
    public ByteSink(int capacity) {
        this.array = new byte[capacity];
    }

    /** Makes room for so many more bytes, so that writing them piece by piece grows the sink once at most. */
    public ByteSink makeRoom(int bytes) {
        ensureRoom(bytes);
        return this;
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The low eight bits of {@code value}. */
    public ByteSink writeByte(int value) {
        ensureRoom(1);
        array[size++] = (byte) value;
        return this;
    }

    /** The low sixteen bits of {@code value}. */
    public ByteSink writeShortLe(int value) {
        ensureRoom(Short.BYTES);
        LittleEndian.putShort(array, size, value);
        size += Short.BYTES;
        return this;
    }

    public ByteSink writeIntLe(int value) {
        ensureRoom(Integer.BYTES);
        LittleEndian.putInt(array, size, value);
        size += Integer.BYTES;
        return this;
    }

    public ByteSink writeLongLe(long value) {
        ensureRoom(Long.BYTES);
        LittleEndian.putLong(array, size, value);
        size += Long.BYTES;
        return this;
    }

    /** The low sixteen bits of {@code value}. */
    public ByteSink writeShortBe(int value) {
        ensureRoom(Short.BYTES);
        BigEndian.putShort(array, size, value);
        size += Short.BYTES;
        return this;
    }

    public ByteSink writeIntBe(int value) {
        ensureRoom(Integer.BYTES);
        BigEndian.putInt(array, size, value);
        size += Integer.BYTES;
        return this;
    }

    public ByteSink writeLongBe(long value) {
        ensureRoom(Long.BYTES);
        BigEndian.putLong(array, size, value);
        size += Long.BYTES;
        return this;
    }

    /** The shortest unsigned LEB128 of {@code value}, taken as unsigned. */
    public ByteSink writeVarint(long value) {
        ensureRoom(Varint.size(value));
        size = Varint.write(array, size, value);
        return this;
    }

    public ByteSink writeBytes(byte[] source) {
        return writeBytes(source, 0, source.length);
    }

    public ByteSink writeBytes(byte[] source, int offset, int length) {
        ensureRoom(length);
        System.arraycopy(source, offset, array, size, length);
        size += length;
        return this;
    }

    public ByteSink writeBytes(Bytes source) {
        return writeBytes(source.array(), source.offset(), source.length());
    }

    public ByteSink writeBytes(ByteView source) {
        return writeBytes(source.array(), source.offset(), source.length());
    }

    /** Everything written to {@code other} so far. */
    public ByteSink writeBytes(ByteSink other) {
        return writeBytes(other.array, 0, other.size);
    }

    /** The length of {@code source} as a varint, and then its bytes. */
    public ByteSink writeLengthPrefixed(Bytes source) {
        return writeVarint(source.length()).writeBytes(source);
    }

    /** The UTF-8 form of {@code text}, without a length; unpaired surrogates become question marks. */
    public ByteSink writeUtf8(String text) {
        return writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public ByteSink writeZeros(int count) {
        ensureRoom(count);
        Arrays.fill(array, size, size + count, (byte) 0);
        size += count;
        return this;
    }

    /** Overwrites four bytes written before, for a length or an offset that was not known then. */
    public ByteSink patchIntLe(int index, int value) {
        Objects.checkFromIndexSize(index, Integer.BYTES, size);
        LittleEndian.putInt(array, index, value);
        return this;
    }

    /** Puts the length of what was written from {@code index} on before it, as a varint. */
    public ByteSink prefixLength(int index) {
        int length = size - Objects.checkIndex(index, size + 1);
        int more = Varint.size(length);
        ensureRoom(more);
        System.arraycopy(array, index, array, index + more, length);
        Varint.write(array, index, length);
        size += more;
        return this;
    }

    /** Forgets everything from {@code size} on. */
    public ByteSink truncate(int size) {
        this.size = Objects.checkIndex(size, this.size + 1);
        return this;
    }

    /** Forgets everything and keeps the memory. */
    public ByteSink clear() {
        size = 0;
        return this;
    }

    /** The byte at {@code index}, signed as in Java. */
    public byte at(int index) {
        return array[Objects.checkIndex(index, size)];
    }

    /** The array that is being written, up to {@link #size()}; replaced by another when the sink grows. */
    public byte[] array() {
        return array;
    }

    /** A fresh copy of everything written so far. */
    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    /** A fresh copy of everything written so far, owned by the caller. */
    public byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    @Override
    public String toString() {
        return toBytes().toString();
    }

    private void ensureRoom(int more) {
        if (more > array.length - size) {
            grow(more);
        }
    }

    private void grow(int more) {
        if (more > MAX_SIZE - size) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "a buffer of " + ((long) size + more) + " bytes, at most " + MAX_SIZE + " are possible");
        }
        int needed = size + more;
        long wanted = needed <= MOST_DOUBLED
                ? Math.max(LEAST_BYTES, Math.max(2L * array.length, needed))
                : Math.max(array.length + (long) (array.length >> 1), needed + ((long) needed >> SLACK_SHIFT));
        array = Arrays.copyOf(array, (int) Math.min(MAX_SIZE, wanted));
    }
}
