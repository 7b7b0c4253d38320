package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a loss of power leaves of a file that is being replaced, at each call that is made for it: under the name there
 * is the old file or all of the new one. Content is lost in pieces of 512 bytes, each that was not forced by itself; so
 * are changes of names.
 */
@ExtendWith(Seeds.class)
class LostFileTest {

    private static final int SECTOR = 512;
    private static final int LOSSES = 8;

    @TempDir
    private Path folder;

    /** A disk with one file under the name, another that is being written, and what of it is sure. */
    private static final class LossyDisk {

        private final byte[] old;
        private byte[] written = {};
        private byte[] sure = {};
        private boolean renamed;
        private boolean nameIsSure;
        private int lengthIsSure;

        LossyDisk(byte[] old) {
            this.old = old;
        }

        void write(int position, byte[] bytes) {
            written = Arrays.copyOf(written, Math.max(written.length, position + bytes.length));
            System.arraycopy(bytes, 0, written, position, bytes.length);
        }

        void truncate(int size) {
            written = Arrays.copyOf(written, size);
        }

        void force() {
            sure = written.clone();
            lengthIsSure = written.length;
        }

        /** What is under the name after the power has failed now. */
        byte[] afterLoss(Dice dice) {
            if (!renamed || (!nameIsSure && dice.oneIn(2))) {
                return old;
            }
            byte[] left = new byte[lengthIsSure == written.length ? lengthIsSure : between(dice)];
            for (int at = 0; at < left.length; at += SECTOR) {
                byte[] from = dice.oneIn(2) ? sure : written;
                int length = Math.min(Math.min(SECTOR, left.length - at), from.length - at);
                if (length > 0) {
                    System.arraycopy(from, at, left, at, length);
                }
            }
            return left;
        }

        private int between(Dice dice) {
            return dice.between(Math.min(lengthIsSure, written.length), Math.max(lengthIsSure, written.length));
        }
    }

    /** Tells the disk what it is asked for, and does it. */
    private record OnDisk(LossyDisk disk, Runnable loss) implements PlacingCalls {

        @Override
        public void force(RandomAccessFile file) throws IOException {
            loss.run();
            ON_DISK.force(file);
            disk.force();
            loss.run();
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            ON_DISK.rename(from, to);
            disk.renamed = true;
            loss.run();
        }

        @Override
        public void link(Path name, Path file) throws IOException {
            ON_DISK.link(name, file);
            disk.renamed = true;
            loss.run();
        }

        @Override
        public void forceNameOf(Path file) {
            ON_DISK.forceNameOf(file);
            disk.nameIsSure = true;
            loss.run();
        }
    }

    @Test
    void leavesTheOldFileOrAllOfTheNew(Dice dice) throws IOException {
        for (int i = 0; i < Seeds.rounds(40); i++) {
            assertThat(lossesThatMix(dice, calls -> calls)).isZero();
        }
    }

    /** The counterproof: without the first force there is something to find. */
    @Test
    void aFileThatIsNotForcedIsNoticed() throws IOException {
        int mixed = 0;
        for (int seed = 0; seed < 10; seed++) {
            mixed += lossesThatMix(new Dice(seed), Unforced::new);
        }
        assertThat(mixed).isPositive();
    }

    /** Says that it has forced the content, and has not. */
    private record Unforced(PlacingCalls calls) implements PlacingCalls {

        @Override
        public void force(RandomAccessFile file) {}

        @Override
        public void rename(Path from, Path to) throws IOException {
            calls.rename(from, to);
        }

        @Override
        public void link(Path name, Path file) throws IOException {
            calls.link(name, file);
        }

        @Override
        public void forceNameOf(Path file) {
            calls.forceNameOf(file);
        }
    }

    /** How many losses of power, out of some at each call, leave neither of the two. */
    private int lossesThatMix(Dice dice, UnaryOperator<PlacingCalls> calls) throws IOException {
        Path target = folder.resolve("sync.c1z");
        byte[] old = bytes(dice, dice.between(1, 4 * SECTOR));
        Files.write(target, old);
        LossyDisk disk = new LossyDisk(old);
        List<byte[]> left = new ArrayList<>();
        Runnable loss = () -> {
            for (int i = 0; i < LOSSES; i++) {
                left.add(disk.afterLoss(dice));
            }
        };
        try (AtomicFile file =
                AtomicFile.update(target, FileIdentity.of(target), calls.apply(new OnDisk(disk, loss)))) {
            for (int i = dice.between(1, 12); i > 0; i--) {
                int size = (int) file.size();
                if (size > 0 && dice.oneIn(5)) {
                    int shorter = dice.below(size + 1);
                    file.truncate(shorter);
                    disk.truncate(shorter);
                } else {
                    int position = dice.below(size + SECTOR);
                    byte[] bytes = bytes(dice, dice.between(1, 3 * SECTOR));
                    file.write(position, Bytes.wrap(bytes));
                    disk.write(position, bytes);
                }
                loss.run();
            }
            file.commit();
        }
        assertThat(target).hasBinaryContent(disk.written);
        assertThat(left).hasSizeGreaterThan(2 * LOSSES);
        return (int) left.stream()
                .filter(content -> !Arrays.equals(content, old) && !Arrays.equals(content, disk.written))
                .count();
    }

    private static byte[] bytes(Dice dice, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) dice.bits();
        }
        return bytes;
    }
}
