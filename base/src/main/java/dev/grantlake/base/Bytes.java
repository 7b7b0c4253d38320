package dev.grantlake.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable, owned run of bytes: a view {@code (array, offset, length)} whose array nobody changes any more. Ordered
 * by unsigned bytes, as keys are. Thread-safe.
 *
 * <p>Whoever wraps an array gives it away. {@link #array()} exists for loops that have proved their bounds; writing to
 * it breaks every holder of the same array.
 */
public final class Bytes implements Comparable<Bytes> {

    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** A view of all of {@code array}, which now belongs to the result. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** A view of a part of {@code array}, which now belongs to the result. */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(array, offset, length);
    }

    /** A fresh copy of a part of {@code array}. */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(array, offset, offset + length), 0, length);
    }

    /** The UTF-8 form of {@code text}; unpaired surrogates, which have none, are refused. */
    public static Bytes utf8(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    throw new StorageException(
                            StorageException.Kind.INVALID_ARGUMENT, "text has an unpaired surrogate at index " + i);
                }
            }
        }
        return wrap(encoded);
    }

    /** The bytes of a hexadecimal text of either case, without separators. */
    public static Bytes ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The byte at {@code index}, signed as in Java. */
    public byte at(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    /** The shared array behind this view; read only, and only from {@link #offset()} on for {@link #length()} bytes. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    /** A view of a part of this one; shares the array. */
    public Bytes slice(int from, int length) {
        Objects.checkFromIndexSize(from, length, this.length);
        return length == 0 ? EMPTY : new Bytes(array, offset + from, length);
    }

    /** A view of this one from {@code from} to its end; shares the array. */
    public Bytes from(int from) {
        return slice(from, length - from);
    }

    /** These bytes and then {@code other}, in one fresh array. */
    public Bytes plus(Bytes other) {
        byte[] joined = Arrays.copyOfRange(array, offset, offset + length + other.length);
        System.arraycopy(other.array, other.offset, joined, length, other.length);
        return wrap(joined);
    }

    public boolean startsWith(Bytes prefix) {
        return length >= prefix.length
                && Arrays.equals(
                        array,
                        offset,
                        offset + prefix.length,
                        prefix.array,
                        prefix.offset,
                        prefix.offset + prefix.length);
    }

    /** A fresh array with these bytes, owned by the caller. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** The text of these bytes; malformed UTF-8 reads as replacement characters. */
    public String toUtf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    public String toHex() {
        return HexFormat.of().formatHex(array, offset, offset + length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return length <= 64 ? toHex() : slice(0, 64).toHex() + "… (" + length + " bytes)";
    }
}
