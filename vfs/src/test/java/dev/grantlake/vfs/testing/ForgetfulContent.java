package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a file of a {@link ForgetfulDisk} holds: what was forced, and every change since. Arrays end before the zeros
 * that nobody wrote, so that much reserved room costs little.
 */
final class ForgetfulContent {

    /** Bytes that a disk writes at once, or not at all. */
    static final int SECTOR = 512;

    private final int number;
    private final List<Change> changes = new ArrayList<>();
    private byte[] forced = new byte[0];
    private int forcedLength;
    private byte[] present = new byte[0];
    private int length;

    /**
     * Bytes that were written, or zeros in their place: room that was made, or a cut.
     *
     * @param length of the file afterwards
     */
    private record Change(int at, Bytes bytes, int zeros, int length) {

        int size() {
            return bytes.length() + zeros;
        }
    }

    /** How much of what was not forced a crash leaves. */
    private enum Mercy {
        NOTHING,
        EVERYTHING,
        THE_FIRST_CHANGES,
        ANY_SECTORS
    }

    ForgetfulContent(int number) {
        this.number = number;
    }

    int length() {
        return length;
    }

    byte[] present() {
        return Arrays.copyOf(present, length);
    }

    /** Keeps the bytes. */
    void write(int at, Bytes bytes) {
        int end = at + bytes.length();
        if (end > present.length) {
            present = Arrays.copyOf(present, Math.max(end, 2 * present.length));
        }
        System.arraycopy(bytes.array(), bytes.offset(), present, at, bytes.length());
        length = Math.max(length, end);
        changes.add(new Change(at, bytes, 0, length));
    }

    /** Makes it longer, by zeros. */
    void extend(int newLength) {
        changes.add(new Change(length, Bytes.EMPTY, newLength - length, newLength));
        length = newLength;
    }

    void truncate(int newLength) {
        changes.add(new Change(newLength, Bytes.EMPTY, length - newLength, newLength));
        if (newLength < present.length) {
            Arrays.fill(present, newLength, Math.min(length, present.length), (byte) 0);
        }
        length = newLength;
    }

    void force() {
        forced = Arrays.copyOf(present, Math.min(present.length, length));
        forcedLength = length;
        changes.clear();
    }

    /** What a loss of power could leave of it, forced. */
    ForgetfulContent crash(Dice dice, List<String> decisions) {
        Mercy mercy = changes.isEmpty() ? Mercy.EVERYTHING : dice.pick(List.of(Mercy.values()));
        byte[] left = switch (mercy) {
            case NOTHING -> Arrays.copyOf(forced, forcedLength);
            case EVERYTHING -> present();
            case THE_FIRST_CHANGES -> firstChanges(dice.below(changes.size() + 1), dice);
            case ANY_SECTORS -> anySectors(dice);
        };
        if (!changes.isEmpty()) {
            decisions.add("#" + number + ": " + mercy + " of " + changes.size() + " changes, " + forcedLength
                    + " bytes were forced, " + length + " written, " + left.length + " are left");
        }
        ForgetfulContent after = new ForgetfulContent(number);
        after.present = left;
        after.length = left.length;
        after.force();
        return after;
    }

    /** So many changes whole, and the first sectors of the next. */
    private byte[] firstChanges(int whole, Dice dice) {
        int[] versions = new int[sectors()];
        Arrays.fill(versions, whole);
        int end = lengthAfter(whole);
        if (whole < changes.size()) {
            Change torn = changes.get(whole);
            int written = torn.length < end ? 0 : torn.size();
            int tear = (torn.at / SECTOR + dice.below(written / SECTOR + 2)) * SECTOR;
            Arrays.fill(versions, 0, Math.min(versions.length, tear / SECTOR), whole + 1);
            end = torn.length < end ? end : Math.max(end, Math.min(tear, torn.length));
        }
        return assembled(versions, end);
    }

    /** Every sector as it was after any of the changes, and any length on the way. */
    private byte[] anySectors(Dice dice) {
        int[] versions = new int[sectors()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = dice.below(changes.size() + 1);
        }
        int step = dice.below(changes.size());
        int before = lengthAfter(step);
        int after = lengthAfter(step + 1);
        return assembled(versions, dice.between(Math.min(before, after), Math.max(before, after)));
    }

    private byte[] assembled(int[] versions, int end) {
        byte[] content = Arrays.copyOf(forced, longest());
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            Bytes bytes = change.bytes;
            for (int done = 0; done < change.size(); ) {
                int at = change.at + done;
                int sector = at / SECTOR;
                int count = Math.min(change.size() - done, (sector + 1) * SECTOR - at);
                if (i < versions[sector] && bytes.isEmpty()) {
                    Arrays.fill(content, at, at + count, (byte) 0);
                } else if (i < versions[sector]) {
                    System.arraycopy(bytes.array(), bytes.offset() + done, content, at, count);
                }
                done += count;
            }
        }
        return Arrays.copyOf(content, end);
    }

    private int lengthAfter(int count) {
        return count == 0 ? forcedLength : changes.get(count - 1).length;
    }

    private int longest() {
        return changes.stream().mapToInt(Change::length).reduce(forcedLength, Math::max);
    }

    private int sectors() {
        return longest() / SECTOR + 1;
    }

    @Override
    public String toString() {
        return "#" + number + ", " + length + " bytes, " + forcedLength + " forced"
                + (changes.isEmpty() ? "" : ", " + changes.size() + " changes since");
    }
}
