package dev.grantlake.testbase;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded source of small random things: the same seed gives the same things on every machine. A test gets one from
 * {@link Seeds}. Belongs to one thread.
 */
public final class Dice {

    private final long seed;
    private final SplittableRandom random;

    public Dice(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** What this was made from. */
    public long seed() {
        return seed;
    }

    /** Another source, whose draws do not depend on what this one is asked for afterwards. */
    public Dice fork() {
        return new Dice(random.nextLong());
    }

    /** Any 64 bits. */
    public long bits() {
        return random.nextLong();
    }

    /** A number from 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return (int) random.nextLong(least, most + 1L);
    }

    /**
     * A number of at most {@code most} and not negative, with as many bits as chance wills: often small, rarely large.
     */
    public long skewed(long most) {
        int bits = random.nextInt(Long.SIZE - Long.numberOfLeadingZeros(most) + 1);
        long value = bits == 0 ? 0 : random.nextLong() >>> (Long.SIZE - bits);
        return Math.min(value, most);
    }

    /** True once in {@code n} times. */
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Bytes that no codec can make smaller. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /**
     * Bytes as data has them: fresh ones, runs, and repetitions of what came before at near and far distances.
     *
     * @param freshPercent how much of it is fresh, 0 to 100; 100 is as {@link #bytes}
     */
    public byte[] compressible(int length, int freshPercent) {
        byte[] bytes = new byte[length];
        int position = 0;
        while (position < length) {
            int run = Math.min(1 + (int) skewed(200), length - position);
            if (position == 0 || random.nextInt(100) < freshPercent) {
                for (int i = 0; i < run; i++) {
                    bytes[position + i] = (byte) random.nextInt(256);
                }
            } else {
                int distance = 1 + (int) skewed(position - 1L);
                for (int i = 0; i < run; i++) {
                    bytes[position + i] = bytes[position + i - distance];
                }
            }
            position += run;
        }
        return bytes;
    }

    /**
     * A key of up to {@code maxLength} letters out of {@code alphabet} byte values, spread over 0 to 255: small
     * alphabets and lengths make keys that collide, are prefixes of each other and lie next to each other.
     */
    public byte[] key(int alphabet, int maxLength) {
        byte[] key = new byte[random.nextInt(maxLength + 1)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (alphabet == 1 ? 0 : random.nextInt(alphabet) * 255 / (alphabet - 1));
        }
        return key;
    }
}
