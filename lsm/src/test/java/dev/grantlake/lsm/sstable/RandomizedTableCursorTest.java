package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.colblk.BlockAssembler.Row;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Cursors and look-ups against plain lists: random tables, random views, random moves. */
@ExtendWith(Seeds.class)
class RandomizedTableCursorTest {

    @Test
    void assembledTablesReadLikeLists(Dice dice) {
        for (int round = 0; round < Seeds.rounds(200); round++) {
            List<Row> rows = rows(dice);
            List<Entry> all = rows.stream()
                    .map(row -> new Entry(row.userKey(), row.trailer(), row.value()))
                    .toList();
            boolean copies = dice.oneIn(2);
            byte[] content = assemble(rows, dice);
            BytesFile file = copies ? BytesFile.copies("test.sst", content) : BytesFile.views("test.sst", content);
            try (Sstable table = Sstable.open(
                    file, new SstableOptions(new BufferCache(dice.oneIn(2) ? 0 : 1 << 20), new ReadMetrics()))) {
                for (int i = 0; i < 5; i++) {
                    walk(table, all, view(dice, all), dice, 60);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rich-v7-twolevel.sst",
                "rich-v7-zstd.sst",
                "valueblocks-v7.sst",
                "small-v6.sst",
                "small-v7-bloom.sst",
                "small-v1.sst",
                "small-v2.sst",
                "small-v3.sst",
                "small-v4.sst",
                "rich-v4-twolevel.sst",
                "valueblocks-v4.sst",
                "rangedel-only-v4.sst",
                "min-v1-noprops.sst",
                "min-v7-col.sst"
            })
    void tablesOfGoReadLikeLists(String file, Dice dice) {
        try (Sstable table = Tables.open(file)) {
            List<Entry> all;
            try (InternalCursor cursor = table.points(TableView.WHOLE)) {
                all = Entry.all(cursor);
            }
            for (int i = 0; i < Seeds.rounds(10); i++) {
                walk(table, all, view(dice, all), dice, 200);
            }
        }
    }

    @Test
    void rangeDeletionsAreCutToTheirView(Dice dice) {
        List<Bytes> boundaries =
                List.of(Bytes.utf8("b"), Bytes.utf8("d"), Bytes.utf8("f"), Bytes.utf8("m"), Bytes.utf8("q"));
        byte[] content = new TableAssembler()
                .rangeDeletions(
                        boundaries,
                        List.of(0L, 2L, 3L, 3L, 4L),
                        List.of(30L << 8 | 15, 20L << 8 | 15, 40L << 8 | 15, 7L << 8 | 15))
                .assemble();
        try (Sstable table = Tables.open(content)) {
            List<RangeDeletion> whole = table.rangeDeletions(TableView.WHOLE);
            assertThat(whole)
                    .containsExactly(
                            deletion("b", "d", 30),
                            deletion("b", "d", 20),
                            deletion("d", "f", 40),
                            deletion("m", "q", 7));
            for (int round = 0; round < Seeds.rounds(200); round++) {
                TableView view = new TableView(
                        dice.oneIn(4) ? null : letter(dice),
                        dice.oneIn(4) ? null : letter(dice),
                        dice.oneIn(2),
                        dice.oneIn(2) ? 0 : 99);
                List<RangeDeletion> seen = table.rangeDeletions(view);
                // A key is covered through the view exactly if the view shows it and a deletion of the table covers it.
                for (char c = 'a'; c <= 'z'; c++) {
                    for (String rest : List.of("", "\0", "x")) {
                        Bytes key = Bytes.utf8(c + rest);
                        boolean visible = !view.startsAbove(key) && !view.endsBelow(key);
                        List<Long> expected = whole.stream()
                                .filter(deletion -> visible && covers(deletion, key))
                                .map(deletion -> view.sequenceOverride() == 0 ? deletion.sequence() : 99L)
                                .toList();
                        assertThat(seen.stream()
                                        .filter(deletion -> covers(deletion, key))
                                        .map(RangeDeletion::sequence)
                                        .toList())
                                .as("%s through %s", key, view)
                                .isEqualTo(expected);
                    }
                }
                assertThat(seen).allMatch(deletion -> deletion.start().compareTo(deletion.end()) < 0);
            }
        }
    }

    private static boolean covers(RangeDeletion deletion, Bytes key) {
        return deletion.start().compareTo(key) <= 0 && key.compareTo(deletion.end()) < 0;
    }

    private static RangeDeletion deletion(String start, String end, long sequence) {
        return new RangeDeletion(Bytes.utf8(start), Bytes.utf8(end), sequence);
    }

    private static Bytes letter(Dice dice) {
        Bytes letter = Bytes.utf8(String.valueOf((char) ('a' + dice.below(26))));
        return dice.oneIn(4) ? letter.plus(Bytes.ofHex("00")) : letter;
    }

    private static void walk(Sstable table, List<Entry> all, TableView view, Dice dice, int moves) {
        List<Entry> model = all.stream()
                .filter(entry -> !view.startsAbove(entry.userKey()) && !view.endsBelow(entry.userKey()))
                .map(entry -> new Entry(entry.userKey(), view.see(entry.trailer()), entry.value()))
                .toList();
        PointLookup lookup = new PointLookup();
        try (InternalCursor cursor = table.points(view)) {
            assertThat(cursor.valid()).isFalse();
            int position = -1;
            for (int i = 0; i < moves; i++) {
                Bytes key = target(dice, all);
                boolean standing;
                String move;
                switch (dice.below(10)) {
                    case 0 -> {
                        move = "first";
                        standing = cursor.first();
                        position = 0;
                    }
                    case 1 -> {
                        move = "last";
                        standing = cursor.last();
                        position = model.size() - 1;
                    }
                    case 2, 3 -> {
                        move = "seekGe " + key;
                        standing = cursor.seekGe(key);
                        position = below(model, key);
                    }
                    case 4 -> {
                        move = "seekLt " + key;
                        standing = cursor.seekLt(key);
                        position = below(model, key) - 1;
                    }
                    case 5, 6 -> {
                        move = "next from " + position;
                        standing = cursor.next();
                        position = position < 0 ? -1 : position + 1;
                    }
                    case 7 -> {
                        move = "nextKey from " + position;
                        standing = cursor.nextKey();
                        position = position < 0
                                ? -1
                                : below(model, model.get(position).userKey().plus(Bytes.ofHex("00")));
                    }
                    default -> {
                        move = "prev from " + position;
                        standing = cursor.prev();
                        position = position < 0 ? -1 : position - 1;
                    }
                }
                if (position >= model.size()) {
                    position = -1;
                }
                String which = move + " in " + view;
                assertThat(standing).as(which).isEqualTo(position >= 0);
                assertThat(cursor.valid()).as(which).isEqualTo(standing);
                if (standing) {
                    assertThat(Entry.of(cursor)).as(which).isEqualTo(model.get(position));
                }
                find(table, model, view, key, lookup, dice);
            }
        }
    }

    private static void find(
            Sstable table, List<Entry> model, TableView view, Bytes key, PointLookup lookup, Dice dice) {
        long maxSequence = dice.oneIn(2) ? Trailer.MAX_SEQUENCE : dice.below(30);
        Optional<Entry> expected = model.stream()
                .filter(entry -> entry.userKey().equals(key))
                .filter(entry -> Trailer.sequence(entry.trailer()) <= maxSequence)
                .findFirst();
        boolean found = lookup.find(table, view, key, maxSequence);
        String which = "find " + key + " up to " + maxSequence + " in " + view;
        assertThat(found).as(which).isEqualTo(expected.isPresent());
        expected.ifPresent(entry -> assertThat(
                        new Entry(key, lookup.trailer(), lookup.value().copy()))
                .as(which)
                .isEqualTo(entry));
    }

    private static int below(List<Entry> model, Bytes key) {
        return (int) model.stream()
                .filter(entry -> entry.userKey().compareTo(key) < 0)
                .count();
    }

    private static Bytes target(Dice dice, List<Entry> all) {
        if (all.isEmpty() || dice.oneIn(4)) {
            return Bytes.wrap(dice.key(3, 4));
        }
        Bytes key = dice.pick(all).userKey();
        return switch (dice.below(4)) {
            case 0 -> key.plus(Bytes.ofHex("00"));
            case 1 -> key.slice(0, dice.between(0, key.length()));
            default -> key;
        };
    }

    private static TableView view(Dice dice, List<Entry> all) {
        return new TableView(
                dice.oneIn(3) ? null : target(dice, all),
                dice.oneIn(3) ? null : target(dice, all),
                dice.oneIn(2),
                dice.oneIn(3) ? 1 + dice.below(40) : 0);
    }

    private static List<Row> rows(Dice dice) {
        List<Row> rows = new ArrayList<>();
        int count = (int) dice.skewed(150);
        int longest = dice.between(1, 4);
        for (int i = 0; i < count; i++) {
            Bytes key = Bytes.ofHex("61").plus(Bytes.wrap(dice.key(3, longest)));
            // Every trailer once a key: a table never holds one twice.
            long trailer = Trailer.of(i, dice.pick(List.of(KeyKind.SET, KeyKind.DELETE, KeyKind.SET_WITH_DELETE)));
            rows.add(new Row(key, trailer, Bytes.wrap(dice.bytes((int) dice.skewed(12))), false));
        }
        rows.sort(Comparator.comparing(Row::userKey)
                .thenComparing((a, b) -> Long.compareUnsigned(b.trailer(), a.trailer())));
        return rows;
    }

    /** Cuts the rows into blocks anywhere, also between versions of one key, and into partitions. */
    private static byte[] assemble(List<Row> rows, Dice dice) {
        TableAssembler assembler = new TableAssembler();
        if (dice.oneIn(2)) {
            assembler.partitions(dice.between(1, 4));
        }
        int usual = dice.between(1, 20);
        for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + dice.between(1, usual));
            Bytes last = rows.get(to - 1).userKey();
            Bytes longer = last.plus(Bytes.ofHex("00"));
            boolean room = to == rows.size() || longer.compareTo(rows.get(to).userKey()) < 0;
            boolean roomBelow = room && dice.oneIn(2);
            assembler.block(
                    rows.subList(from, to),
                    roomBelow ? longer : last,
                    roomBelow || (room && dice.oneIn(2)) ? longer : last);
            from = to;
        }
        return assembler.assemble();
    }
}
