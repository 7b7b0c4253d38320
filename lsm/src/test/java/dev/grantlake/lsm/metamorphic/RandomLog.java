package dev.grantlake.lsm.metamorphic;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Makes up operations, piece by piece, each piece from an opening to a closing. What Pebble does not define is left
 * out: a single deletion of a key that was not set exactly once, ranges that end before they begin, for reads, and the
 * empty key, which it cannot write to a table alone.
 */
final class RandomLog {

    /** Stands for a key that a single deletion is not defined for, whatever happened to it. */
    private static final int MANY = 1 << 20;

    private static final int MOST_VIEWS = 4;
    private static final int MOST_CURSORS = 4;

    /** A cursor in its slot, and the view that it has to be closed before. */
    private record OpenCursor(int slot, int view) {}

    private final Dice dice;
    private final List<Bytes> keys;
    /** How often each key was set since it was last absent. */
    private final Map<Bytes, Integer> sets = new HashMap<>();

    private final List<Integer> snapshots = new ArrayList<>();
    private final List<OpenCursor> cursors = new ArrayList<>();
    private final int largeValues;
    private List<String> log = new ArrayList<>();
    private int nextSlot = 1;
    private boolean batchOpen;
    private boolean replacements = true;

    RandomLog(Dice dice) {
        this.dice = dice;
        this.keys = keys(dice);
        // In some logs memtables fill one after the other; in most that would only make the rest rare.
        this.largeValues = dice.pick(List.of(2, 10, 300, 300, 300, 300));
    }

    /** The same, and no more replacements: those take range keys with them. */
    RandomLog withoutReplacements() {
        replacements = false;
        return this;
    }

    /** A piece that writes range keys and asks for them, which is Pebble's alone. */
    List<String> rangeKeys() {
        log = new ArrayList<>();
        line("open", seed());
        for (int i = 0; i < 60; i++) {
            Bytes a = key();
            Bytes b = key();
            if (a.compareTo(b) < 0) {
                line(dice.oneIn(4) ? "unmark" : "mark", hex(a), hex(b), value());
                batchOpen = true;
            }
            if (dice.oneIn(3)) {
                write();
                commit();
            }
            if (dice.oneIn(15)) {
                line("flush");
            }
        }
        commit();
        line("marks");
        closing();
        return log;
    }

    /** A piece that only asks for range keys. */
    List<String> askForRangeKeys() {
        log = new ArrayList<>();
        line("open", seed());
        line("marks");
        closing();
        return log;
    }

    /** So many more lines and a few: an opening, operations, a closing. */
    List<String> piece(int lines) {
        log = new ArrayList<>();
        line("open", seed());
        while (log.size() < lines) {
            operation();
        }
        closing();
        return log;
    }

    private static List<Bytes> keys(Dice dice) {
        int count = dice.between(2, dice.oneIn(2) ? 40 : 800);
        int alphabet = dice.between(2, 5);
        int length = dice.between(1, 10);
        Bytes prefix = Bytes.wrap(dice.bytes(dice.oneIn(3) ? dice.below(60) : 0));
        TreeSet<Bytes> keys = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            Bytes key = dice.oneIn(5) ? Bytes.wrap(dice.bytes(4)) : Bytes.wrap(dice.key(alphabet, length));
            keys.add(notEmpty(prefix.plus(key)));
        }
        return List.copyOf(keys);
    }

    private void operation() {
        int choice = dice.below(1000);
        if (choice < 550) {
            write();
        } else if (choice < 670) {
            commit();
        } else if (choice < 780) {
            line("get", Integer.toString(view()), hex(key()));
        } else if (choice < 800) {
            line(dice.oneIn(2) ? "scan" : "back", Integer.toString(view()), range());
        } else if (choice < 830) {
            openCursor();
        } else if (choice < 950) {
            move();
        } else if (choice < 965) {
            openSnapshot();
        } else if (choice < 985) {
            write();
        } else if (choice < 990) {
            line("flush");
        } else if (choice < 991) {
            line("compact", range());
        } else if (choice < 996) {
            if (replacements) {
                replace();
            }
        } else if (choice < 997) {
            commit();
            line("checkpoint");
        } else if (dice.oneIn(3)) {
            line("check");
        } else {
            closing();
            line("open", seed());
        }
    }

    private void write() {
        batchOpen = true;
        Bytes key = key();
        switch (dice.below(24)) {
            case 0, 1, 2 -> {
                line("delete", hex(key));
                sets.remove(key);
            }
            case 3 -> {
                line("sized", hex(key), Integer.toString(dice.below(60)));
                sets.remove(key);
            }
            case 4, 5, 6 -> {
                boolean once = sets.getOrDefault(key, 0) == 1;
                line(once ? "single" : "delete", hex(key));
                sets.remove(key);
            }
            case 7 -> {
                int from = dice.below(keys.size());
                int to = Math.min(keys.size() - 1, from + (int) dice.skewed(keys.size() / 3));
                deleteRange(keys.get(from), keys.get(to));
            }
            case 8, 9, 10 -> {
                line("merge", hex(key), value());
                sets.put(key, MANY);
            }
            case 11 -> line("log", hex(key));
            default -> {
                line("set", hex(key), value());
                sets.merge(key, 1, Integer::sum);
            }
        }
    }

    private void deleteRange(Bytes from, Bytes to) {
        line("range", hex(from), hex(to));
        sets.keySet().removeIf(key -> from.compareTo(key) <= 0 && key.compareTo(to) < 0);
    }

    private void commit() {
        if (batchOpen) {
            line("commit", dice.oneIn(4) ? "sync" : "buffered");
            batchOpen = false;
        }
    }

    private void openSnapshot() {
        if (snapshots.size() == MOST_VIEWS) {
            release(dice.below(snapshots.size()));
        }
        snapshots.add(nextSlot);
        line("snapshot", Integer.toString(nextSlot++));
    }

    private void release(int index) {
        int snapshot = snapshots.remove(index);
        for (int i = cursors.size() - 1; i >= 0; i--) {
            if (cursors.get(i).view() == snapshot) {
                drop(i);
            }
        }
        line("release", Integer.toString(snapshot));
    }

    private void openCursor() {
        if (cursors.size() == MOST_CURSORS) {
            drop(dice.below(cursors.size()));
        }
        OpenCursor cursor = new OpenCursor(nextSlot++, view());
        cursors.add(cursor);
        line("cursor", Integer.toString(cursor.slot()), Integer.toString(cursor.view()), range());
    }

    private void drop(int index) {
        line("drop", Integer.toString(cursors.remove(index).slot()));
    }

    private void move() {
        if (cursors.isEmpty()) {
            openCursor();
        }
        String cursor = Integer.toString(dice.pick(cursors).slot());
        switch (dice.below(10)) {
            case 0 -> line("first", cursor);
            case 1 -> line("last", cursor);
            case 2, 3 -> line("ge", cursor, hex(key()));
            case 4, 5 -> line("lt", cursor, hex(key()));
            case 6, 7 -> line("next", cursor, steps());
            default -> line("prev", cursor, steps());
        }
    }

    private String steps() {
        return Long.toString(1 + dice.skewed(30));
    }

    private void replace() {
        // The order of a batch that is still open and of the replacement is that of their commits.
        commit();
        TreeSet<Bytes> content = new TreeSet<>();
        int entries = dice.oneIn(4) ? 0 : 1 + (int) dice.skewed(60);
        int near = dice.below(keys.size());
        for (int i = 0; i < entries; i++) {
            content.add(dice.oneIn(3) ? key() : keys.get((near + dice.below(20)) % keys.size()));
        }
        content.forEach(key -> line("entry", hex(key), value()));
        StringBuilder ranges = new StringBuilder();
        List<Bytes[]> emptied = new ArrayList<>();
        for (int i = dice.oneIn(2) ? 1 : dice.below(4); i > 0; i--) {
            int from = dice.below(keys.size());
            int to = Math.min(keys.size() - 1, from + (int) dice.skewed(keys.size() / 2));
            emptied.add(new Bytes[] {keys.get(from), keys.get(to)});
            ranges.append(' ').append(hex(keys.get(from))).append(' ').append(hex(keys.get(to)));
        }
        log.add("replace" + ranges);
        for (Bytes[] range : emptied) {
            sets.keySet().removeIf(key -> range[0].compareTo(key) <= 0 && key.compareTo(range[1]) < 0);
        }
        content.forEach(key -> sets.merge(key, 1, Integer::sum));
    }

    private void closing() {
        while (!cursors.isEmpty()) {
            drop(0);
        }
        while (!snapshots.isEmpty()) {
            release(0);
        }
        commit();
        line("scan", "0", "- -");
        line("close");
    }

    private void line(String... words) {
        log.add(String.join(" ", words));
    }

    private String seed() {
        return Long.toString(dice.bits() >>> 1);
    }

    private int view() {
        return snapshots.isEmpty() || dice.oneIn(2) ? 0 : dice.pick(snapshots);
    }

    /** Bounds in their order; they may be keys that are there, or right beside one. */
    private String range() {
        Bytes a = key();
        Bytes b = key();
        int order = a.compareTo(b);
        String from = order == 0 || dice.oneIn(5) ? "-" : hex(order < 0 ? a : b);
        String to = order == 0 || dice.oneIn(5) ? "-" : hex(order < 0 ? b : a);
        return from + " " + to;
    }

    private Bytes key() {
        Bytes key = dice.pick(keys);
        return switch (dice.below(30)) {
            case 0 -> key.plus(Bytes.wrap(new byte[1]));
            case 1 -> notEmpty(key.slice(0, dice.below(key.length() + 1)));
            default -> key;
        };
    }

    private static Bytes notEmpty(Bytes key) {
        return key.isEmpty() ? Bytes.wrap(new byte[1]) : key;
    }

    private String value() {
        if (dice.oneIn(largeValues)) {
            return hex(Bytes.wrap(dice.bytes(dice.between(1, 60)))) + "*" + (1 + dice.skewed(600));
        }
        return hex(Bytes.wrap(dice.bytes((int) dice.skewed(dice.oneIn(4) ? 200 : 20))));
    }

    private static String hex(Bytes bytes) {
        return bytes.isEmpty() ? "." : bytes.toHex();
    }
}
