package dev.grantlake.lsm.metamorphic;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/** A store in the middle of a log: carries out its lines, and answers those that ask. */
final class LogRun {

    private static final int STORE = 0;

    private final Engine engine;
    private final List<String> answers = new ArrayList<>();
    private final WriteBatch batch = new WriteBatch();
    private final Map<Bytes, Bytes> content = new HashMap<>();
    /** Snapshots, and the store itself. */
    private final Map<Integer, KeyValueReader> views = new HashMap<>();

    private final Map<Integer, Cursor> cursors = new HashMap<>();

    @Nullable
    private KeyValueStore open;

    private int line;

    private LogRun(Engine engine) {
        this.engine = engine;
    }

    /** The answers of an engine to a log, which begins with an opening and ends with a closing. */
    static List<String> answers(List<String> log, Engine engine) {
        LogRun run = new LogRun(engine);
        try {
            for (String operation : log) {
                run.line++;
                run.carryOut(operation.split(" "));
            }
        } catch (RuntimeException | Error e) {
            run.abandon(e);
            throw new AssertionError("line " + run.line + ", " + log.get(run.line - 1), e);
        }
        return run.answers;
    }

    private void carryOut(String[] words) {
        switch (words[0]) {
            case "open" -> open(Long.parseLong(words[1]));
            case "close" -> close();
            case "set", "delete", "single", "sized", "range", "merge", "log" -> write(words);
            case "commit" -> {
                store().commit(batch, words[1].equals("sync") ? Durability.SYNC : Durability.BUFFERED);
                batch.clear();
            }
            case "get" -> {
                Bytes value = view(words[1]).get(key(words[2]));
                answer(value == null ? "none" : Answer.of(value));
            }
            case "scan" -> scan(view(words[1]), range(words, 2), true);
            case "back" -> scan(view(words[1]), range(words, 2), false);
            case "snapshot" -> views.put(slot(words), store().snapshot());
            case "release" -> requireNonNull(views.remove(slot(words))).close();
            case "cursor" -> cursors.put(slot(words), view(words[2]).cursor(range(words, 3)));
            case "drop" -> requireNonNull(cursors.remove(slot(words))).close();
            case "first", "last", "ge", "lt", "next", "prev" -> move(requireNonNull(cursors.get(slot(words))), words);
            case "flush" -> ((Maintenance) store()).flush();
            case "compact" -> ((Maintenance) store()).compact(range(words, 1));
            case "entry" -> content.put(key(words[1]), value(words[2]));
            case "replace" -> replace(words);
            case "checkpoint" -> engine.checkpoint(copy -> scan(copy, KeyRange.ALL, true));
            case "check" -> answer("sound");
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private void answer(String text) {
        answers.add(line + " " + text);
    }

    private void open(long seed) {
        open = engine.open(seed);
        views.put(STORE, open);
    }

    private void close() {
        views.clear();
        open = null;
        engine.close();
    }

    private void abandon(Throwable cause) {
        try {
            cursors.values().forEach(Cursor::close);
            views.remove(STORE);
            views.values().forEach(KeyValueReader::close);
            if (open != null) {
                close();
            }
        } catch (RuntimeException | Error e) {
            cause.addSuppressed(e);
        }
    }

    private void write(String[] words) {
        Bytes key = key(words[1]);
        switch (words[0]) {
            case "set" -> batch.set(key, value(words[2]));
            case "delete" -> batch.delete(key);
            case "single" -> batch.singleDelete(key);
            case "sized" -> batch.deleteSized(key, Integer.parseInt(words[2]));
            case "range" -> batch.deleteRange(key, key(words[2]));
            case "merge" -> batch.merge(key, value(words[2]));
            default -> batch.logData(key);
        }
    }

    private void scan(KeyValueReader reader, KeyRange range, boolean forward) {
        Answer all = new Answer();
        try (Cursor cursor = reader.cursor(range)) {
            for (boolean more = forward ? cursor.first() : cursor.last();
                    more;
                    more = forward ? cursor.next() : cursor.prev()) {
                all.add(cursor);
            }
        }
        answer(all.toString());
    }

    private void move(Cursor cursor, String[] words) {
        Answer walked = new Answer();
        switch (words[0]) {
            case "first" -> cursor.first();
            case "last" -> cursor.last();
            case "ge" -> cursor.seekGe(key(words[2]));
            case "lt" -> cursor.seekLt(key(words[2]));
            default -> {
                boolean forward = words[0].equals("next");
                for (int n = Integer.parseInt(words[2]); n > 0 && (forward ? cursor.next() : cursor.prev()); n--) {
                    walked.add(cursor);
                }
            }
        }
        String place = cursor.valid()
                ? cursor.key().copy().toHex() + "=" + Answer.of(cursor.value().copy())
                : "end";
        answer(place + " " + walked);
    }

    private void replace(String[] words) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = 1; i < words.length; i += 2) {
            ranges.add(range(words, i));
        }
        try (MemoryKeyValueStore source = new MemoryKeyValueStore().putAll(content);
                Cursor cursor = source.cursor(KeyRange.ALL)) {
            ((RangeReplacement) store()).replaceRanges(ranges, cursor);
        }
        content.clear();
    }

    private KeyValueStore store() {
        return requireNonNull(open, "not open");
    }

    private KeyValueReader view(String slot) {
        return requireNonNull(views.get(Integer.parseInt(slot)), slot);
    }

    private static int slot(String[] words) {
        return Integer.parseInt(words[1]);
    }

    private static KeyRange range(String[] words, int at) {
        return new KeyRange(bound(words[at]), bound(words[at + 1]));
    }

    private static @Nullable Bytes bound(String word) {
        return word.equals("-") ? null : key(word);
    }

    private static Bytes key(String word) {
        return word.equals(".") ? Bytes.EMPTY : Bytes.ofHex(word);
    }

    private static Bytes value(String word) {
        int star = word.indexOf('*');
        if (star < 0) {
            return key(word);
        }
        byte[] unit = Bytes.ofHex(word.substring(0, star)).toArray();
        byte[] repeated = new byte[unit.length * Integer.parseInt(word.substring(star + 1))];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = unit[i % unit.length];
        }
        return Bytes.wrap(repeated);
    }
}
