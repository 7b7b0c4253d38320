package dev.grantlake.base;

import java.util.Arrays;
import java.util.Objects;

/**
 * A borrowed run of bytes: what a cursor shows as its key or value. Valid until the cursor moves; whoever wants to keep
 * it calls {@link #copy()} or {@link #retain()}. Belongs to one thread, as its cursor does.
 *
 * <p>One mutable object a cursor, so that walking a million entries allocates nothing.
 */
public final class ByteView {

    private byte[] array = Bytes.EMPTY.array();
    private int offset;
    private int length;
    private boolean stable = true;

    /** Points this view at bytes that their owner never changes again (a decoded block, a record). */
    public void showStable(byte[] array, int offset, int length) {
        show(array, offset, length);
        this.stable = true;
    }

    /** Points this view at bytes that the cursor will overwrite when it moves (a key put together from pieces). */
    public void showScratch(byte[] array, int offset, int length) {
        show(array, offset, length);
        this.stable = false;
    }

    /** Points this view at {@code bytes}. */
    public void show(Bytes bytes) {
        showStable(bytes.array(), bytes.offset(), bytes.length());
    }

    /** Points this view at what {@code other} shows. */
    public void show(ByteView other) {
        this.array = other.array;
        this.offset = other.offset;
        this.length = other.length;
        this.stable = other.stable;
    }

    private void show(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** The array behind the view; read only, from {@link #offset()} on for {@link #length()} bytes. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public byte at(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    /** A fresh copy, independent of the cursor and of its blocks. */
    public Bytes copy() {
        return Bytes.copyOf(array, offset, length);
    }

    /**
     * These bytes for keeps, without copying where that is safe. What is not copied pins the block it lies in for as
     * long as the result lives; use {@link #copy()} for something that outlives a page.
     */
    public Bytes retain() {
        return stable ? Bytes.wrap(array, offset, length) : copy();
    }

    public boolean startsWith(Bytes prefix) {
        return length >= prefix.length()
                && Arrays.equals(
                        array,
                        offset,
                        offset + prefix.length(),
                        prefix.array(),
                        prefix.offset(),
                        prefix.offset() + prefix.length());
    }

    /** Unsigned order, as {@link Bytes#compareTo}. */
    public int compareWith(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array(), other.offset(), other.offset() + other.length());
    }

    /** Unsigned order, as {@link Bytes#compareTo}. */
    public int compareWith(ByteView other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public String toString() {
        return retain().toString();
    }
}
