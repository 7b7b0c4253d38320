package dev.grantlake.base;

/**
 * A forward parser over {@link Bytes} that knows where its input lies. Every read is bounds-checked; what does not fit
 * or does not parse is a {@link StorageException} of kind {@code CORRUPT} with the exact offset. Belongs to one thread.
 */
public final class ByteReader {

    private final Bytes input;
    private final Location origin;
    private int position;

    /**
     * A parser at the start of {@code input}.
     *
     * @param origin where the first byte of {@code input} lies
     */
    public ByteReader(Bytes input, Location origin) {
        this.input = input;
        this.origin = origin;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return input.length() - position;
    }

    public boolean atEnd() {
        return position == input.length();
    }

    /** Where the next byte lies. */
    public Location here() {
        return origin.plus(position);
    }

    public int readUnsignedByte() {
        require(1, "a byte");
        return input.array()[input.offset() + position++] & 0xff;
    }

    /** Two bytes, least significant first, as a number from 0 to 65535. */
    public int readUnsignedShortLe() {
        require(Short.BYTES, "a 2-byte integer");
        int value = LittleEndian.getUnsignedShort(input.array(), input.offset() + position);
        position += Short.BYTES;
        return value;
    }

    public int readIntLe() {
        require(Integer.BYTES, "a 4-byte integer");
        int value = LittleEndian.getInt(input.array(), input.offset() + position);
        position += Integer.BYTES;
        return value;
    }

    public long readLongLe() {
        require(Long.BYTES, "an 8-byte integer");
        long value = LittleEndian.getLong(input.array(), input.offset() + position);
        position += Long.BYTES;
        return value;
    }

    public int readIntBe() {
        require(Integer.BYTES, "a 4-byte integer");
        int value = BigEndian.getInt(input.array(), input.offset() + position);
        position += Integer.BYTES;
        return value;
    }

    public long readLongBe() {
        require(Long.BYTES, "an 8-byte integer");
        long value = BigEndian.getLong(input.array(), input.offset() + position);
        position += Long.BYTES;
        return value;
    }

    /** An unsigned LEB128 of at most 64 bits; values of 2^63 and more come back negative. */
    public long readVarint64() {
        long value = 0;
        int start = position;
        for (int shift = 0; shift < 64; shift += 7) {
            if (atEnd()) {
                throw StorageException.corrupt(origin.plus(start), "a varint", "the end of the input inside it");
            }
            int b = input.array()[input.offset() + position++];
            if (shift == 63 && (b & 0xfe) != 0) {
                break;
            }
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw StorageException.corrupt(origin.plus(start), "a varint of at most 64 bits", "a longer one");
    }

    /** An unsigned LEB128 that must lie in {@code [0, limit]}; {@code what} names it in the error. */
    public int readVarint31(String what, int limit) {
        int start = position;
        long value = readVarint64();
        if (value < 0 || value > limit) {
            throw StorageException.corrupt(
                    origin.plus(start), what + " of at most " + limit, Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /** The next {@code length} bytes, sharing the input's array. */
    public Bytes readBytes(int length, String what) {
        require(length, what);
        Bytes bytes = input.slice(position, length);
        position += length;
        return bytes;
    }

    /** A varint length and that many bytes, sharing the input's array. */
    public Bytes readLengthPrefixed(String what) {
        int start = position;
        long length = readVarint64();
        if (length < 0 || length > remaining()) {
            throw StorageException.corrupt(
                    origin.plus(start),
                    what + " of at most " + remaining() + " bytes",
                    "a length of " + Long.toUnsignedString(length));
        }
        return readBytes((int) length, what);
    }

    public void skip(int length, String what) {
        require(length, what);
        position += length;
    }

    private void require(int length, String what) {
        if (length < 0 || length > remaining()) {
            throw StorageException.corrupt(here(), what, "only " + remaining() + " more bytes");
        }
    }
}
