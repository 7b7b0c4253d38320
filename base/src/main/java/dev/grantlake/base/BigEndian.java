package dev.grantlake.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Fixed-width integers in byte arrays, most significant byte first, for loops that have proved their bounds: an index
 * outside the array is an {@link IndexOutOfBoundsException}, which must not reach a caller. To parse untrusted bytes
 * use {@link ByteReader}.
 */
public final class BigEndian {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    /** The two bytes at {@code index} as a number from 0 to 65535. */
    public static int getUnsignedShort(byte[] array, int index) {
        return (short) SHORT.get(array, index) & 0xffff;
    }

    public static int getInt(byte[] array, int index) {
        return (int) INT.get(array, index);
    }

    public static long getLong(byte[] array, int index) {
        return (long) LONG.get(array, index);
    }

    /** Writes the low 16 bits of {@code value}. */
    public static void putShort(byte[] array, int index, int value) {
        SHORT.set(array, index, (short) value);
    }

    public static void putInt(byte[] array, int index, int value) {
        INT.set(array, index, value);
    }

    public static void putLong(byte[] array, int index, long value) {
        LONG.set(array, index, value);
    }
}
