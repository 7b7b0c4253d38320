package dev.grantlake.lake;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What many transactions have read, written and become, and what is wrong with that. Values are never written twice, so
 * that a value tells which transaction it is of.
 */
final class History {

    /** What was seen under a key, null for nothing; {@code own} if the transaction had written it itself before. */
    record Read(String key, @Nullable String value, boolean own) {}

    /**
     * One transaction.
     *
     * @param acknowledged the largest commit number that anybody had been given when it began
     * @param readSeq the commit number that it reads at
     * @param writes the last value of each key; what begins with a minus says that the key is deleted
     * @param commitSeq 0 if it was not committed
     */
    record Recorded(
            String name,
            long acknowledged,
            long readSeq,
            List<Read> reads,
            Map<String, String> writes,
            Set<String> everWritten,
            long commitSeq) {

        Recorded withReads(List<Read> other) {
            return new Recorded(name, acknowledged, readSeq, other, writes, everWritten, commitSeq);
        }

        Recorded withReadSeq(long other) {
            return new Recorded(name, acknowledged, other, reads, writes, everWritten, commitSeq);
        }
    }

    private final List<Recorded> transactions;
    /** By key, by commit number. */
    private final Map<String, NavigableMap<Long, String>> versions = new HashMap<>();
    /** Which committed transaction has left a value. */
    private final Map<String, Recorded> writers = new HashMap<>();

    private final Set<String> neverCommitted = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    History(List<Recorded> transactions) {
        this.transactions = transactions;
        Set<Long> numbers = new HashSet<>();
        for (Recorded each : transactions) {
            neverCommitted.addAll(each.everWritten());
            if (each.commitSeq() > 0) {
                if (!numbers.add(each.commitSeq())) {
                    violations.add("number given twice: " + each.commitSeq());
                }
                each.writes().forEach((key, value) -> {
                    versions.computeIfAbsent(key, k -> new TreeMap<>()).put(each.commitSeq(), value);
                    writers.put(value, each);
                    neverCommitted.remove(value);
                });
            }
        }
    }

    /** Everything that is wrong, each beginning with its name. */
    List<String> violations() {
        for (Recorded each : transactions) {
            if (each.readSeq() < each.acknowledged()) {
                violations.add("stale read: " + each.name() + " at " + each.readSeq() + ", although "
                        + each.acknowledged() + " had been acknowledged");
            }
            checkReads(each);
            checkWrites(each);
        }
        return violations;
    }

    private void checkReads(Recorded reader) {
        Map<String, Read> first = new HashMap<>();
        long sawUpTo = 0;
        for (Read read : reader.reads()) {
            Recorded writer = read.own() || read.value() == null ? null : writers.get(read.value());
            sawUpTo = Math.max(sawUpTo, writer == null ? 0 : writer.commitSeq());
        }
        for (Read read : reader.reads()) {
            if (read.own()) {
                if (read.value() != null && !reader.everWritten().contains(read.value())) {
                    violations.add("own write not seen: " + reader.name() + " " + read);
                }
                continue;
            }
            if (read.value() != null && neverCommitted.contains(read.value())) {
                violations.add("dirty read: " + reader.name() + " " + read);
                continue;
            }
            Read before = first.putIfAbsent(read.key(), read);
            if (before != null && !before.equals(read)) {
                violations.add("fuzzy read: " + reader.name() + " " + before + ", then " + read);
                continue;
            }
            String expected = at(read.key(), reader.readSeq());
            if (!String.valueOf(expected).equals(String.valueOf(read.value()))) {
                String newer = at(read.key(), sawUpTo);
                boolean fractured = !String.valueOf(newer).equals(String.valueOf(read.value()));
                violations.add((fractured ? "fractured read: " : "read at another moment: ") + reader.name() + " at "
                        + reader.readSeq() + " " + read + " instead of " + expected);
            }
        }
    }

    private @Nullable String at(String key, long seq) {
        NavigableMap<Long, String> ofKey = versions.getOrDefault(key, new TreeMap<>());
        Map.Entry<Long, String> entry = ofKey.floorEntry(seq);
        return entry == null || entry.getValue().startsWith("-") ? null : entry.getValue();
    }

    private void checkWrites(Recorded writer) {
        if (writer.commitSeq() == 0) {
            return;
        }
        for (String key : writer.writes().keySet()) {
            NavigableMap<Long, String> between = versions.getOrDefault(key, new TreeMap<>())
                    .subMap(writer.readSeq(), false, writer.commitSeq(), false);
            if (!between.isEmpty()) {
                violations.add("lost update: " + writer.name() + " has read at " + writer.readSeq() + ", committed as "
                        + writer.commitSeq() + ", and overwritten " + key + " of " + between.firstKey());
            }
        }
    }

    /** What is there after all of it, by key. */
    Map<String, String> end() {
        Map<String, String> end = new TreeMap<>();
        versions.forEach((key, ofKey) -> {
            String value = at(key, Long.MAX_VALUE);
            if (value != null) {
                end.put(key, value);
            }
        });
        return end;
    }
}
