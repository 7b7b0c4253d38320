package dev.grantlake.testbase;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Damage for readers of untrusted bytes. All streams are lazy: each mutation is made when its turn comes, in a fresh
 * array, so a large file can be mutated in small memory.
 */
public final class Mutations {

    private static final byte[] TELLING_BYTES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff};

    private Mutations() {}

    /** One damaged input, made for the one who takes it. */
    public static final class Mutation {

        private final String name;
        private final byte[] bytes;

        Mutation(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        /** The damaged bytes, which the caller may keep and change. */
        public byte[] bytes() {
            return bytes;
        }

        /** What was done, for an assertion's description. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Every proper prefix, from the empty one to all but the last byte. */
    public static Stream<Mutation> truncations(byte[] original) {
        return IntStream.range(0, original.length)
                .mapToObj(length -> new Mutation("cut to " + length + " bytes", Arrays.copyOf(original, length)));
    }

    /** Every single bit inverted: eight mutations a byte. */
    public static Stream<Mutation> bitFlips(byte[] original) {
        return IntStream.range(0, Math.multiplyExact(original.length, Byte.SIZE))
                .mapToObj(bit -> flip(original, bit));
    }

    /** {@code count} single bits inverted, one at a time, at random places; nothing if there are no bits. */
    public static Stream<Mutation> bitFlips(byte[] original, int count, Dice dice) {
        return original.length == 0
                ? Stream.empty()
                : IntStream.range(0, count)
                        .mapToObj(i -> flip(original, dice.below(Math.multiplyExact(original.length, Byte.SIZE))));
    }

    /**
     * {@code count} heavier damages at random places: a byte set to an extreme value, a stretch overwritten, removed,
     * doubled, or made zero; nothing if there are no bytes.
     */
    public static Stream<Mutation> garblings(byte[] original, int count, Dice dice) {
        return original.length == 0 ? Stream.empty() : IntStream.range(0, count).mapToObj(i -> garble(original, dice));
    }

    private static Mutation flip(byte[] original, int bit) {
        byte[] bytes = original.clone();
        bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
        return new Mutation("bit " + (bit & 7) + " of byte " + (bit >>> 3) + " flipped", bytes);
    }

    private static Mutation garble(byte[] original, Dice dice) {
        int from = dice.below(original.length);
        int length = Math.min(1 + (int) dice.skewed(64), original.length - from);
        String range = "bytes " + from + " to " + (from + length);
        switch (dice.below(5)) {
            case 0 -> {
                byte[] bytes = original.clone();
                bytes[from] = TELLING_BYTES[dice.below(TELLING_BYTES.length)];
                return new Mutation("byte " + from + " set to " + (bytes[from] & 0xff), bytes);
            }
            case 1 -> {
                byte[] bytes = original.clone();
                System.arraycopy(dice.bytes(length), 0, bytes, from, length);
                return new Mutation(range + " overwritten", bytes);
            }
            case 2 -> {
                byte[] bytes = Arrays.copyOf(original, original.length - length);
                System.arraycopy(original, from + length, bytes, from, original.length - from - length);
                return new Mutation(range + " removed", bytes);
            }
            case 3 -> {
                byte[] bytes = Arrays.copyOf(original, original.length + length);
                System.arraycopy(original, from, bytes, from + length, original.length - from);
                return new Mutation(range + " doubled", bytes);
            }
            default -> {
                byte[] bytes = original.clone();
                Arrays.fill(bytes, from, from + length, (byte) 0);
                return new Mutation(range + " made zero", bytes);
            }
        }
    }
}
