package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Fixtures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a fixture holds according to Go, and how its values were made. */
public final class ExpectedRows {

    private ExpectedRows() {}

    /** The rows of {@code expected/<name>.tsv} by key. */
    public static NavigableMap<Bytes, Bytes> read(String name) {
        TreeMap<Bytes, Bytes> rows = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Fixtures.path("pebble/expected/" + name + ".tsv"))) {
                int tab = line.indexOf('\t');
                rows.put(Bytes.utf8(line.substring(0, tab)), Bytes.utf8(line.substring(tab + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** The rows of fixture {@code levels} by its history, with or without the last batch, which is only in the log. */
    static NavigableMap<Bytes, Bytes> levels(boolean withLog) {
        TreeMap<Bytes, Bytes> rows = new TreeMap<>();
        int n = 16000;
        put(rows, 0, n, 1, 0, 0);
        put(rows, 0, n, 3, 0, 1);
        delete(rows, 0, n, 7, 0);
        delete(rows, 4000, 4500, 1, 0);
        put(rows, 4200, 4210, 1, 0, 2);
        for (int i = 5; i < n; i += 11) {
            if (i % 7 != 0 && (i < 4000 || i >= 4500)) {
                rows.remove(key(i));
            }
        }
        put(rows, 0, n, 101, 0, 3);
        delete(rows, 11000, 11050, 1, 0);
        put(rows, 0, n, 211, 0, 4);
        put(rows, 0, n, 223, 0, 5);
        delete(rows, 12000, 12020, 1, 0);
        if (withLog) {
            put(rows, 0, n, 499, 0, 6);
        }
        for (int i = 0; i < 50; i++) {
            rows.put(Bytes.utf8(String.format("mrg%03d", i)), Bytes.utf8("abc"));
            if (i % 2 == 1) {
                rows.put(Bytes.utf8(String.format("sd%03d", i)), Bytes.utf8("once"));
            }
        }
        return rows;
    }

    private static void put(Map<Bytes, Bytes> rows, int from, int to, int step, int rest, int generation) {
        for (int i = from; i < to; i++) {
            if (i % step == rest) {
                rows.put(key(i), value(i, generation));
            }
        }
    }

    private static void delete(Map<Bytes, Bytes> rows, int from, int to, int step, int rest) {
        for (int i = from; i < to; i++) {
            if (i % step == rest) {
                rows.remove(key(i));
            }
        }
    }

    private static Bytes key(int i) {
        return Bytes.utf8(String.format("key%06d", i));
    }

    private static Bytes value(int i, int generation) {
        int hash = (int) (i * 2654435761L + generation * 40503L);
        return Bytes.utf8(String.format("val-%06d-g%d-%08x%08x", i, generation, hash, hash ^ 0x9e3779b9));
    }
}
