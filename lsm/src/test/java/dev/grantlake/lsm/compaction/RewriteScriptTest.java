package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.cursor.TableSource;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Rewrites what a file says, in words:
 *
 * <pre>
 * a#5,SET=v                    a point
 * [a,c)#9                      a range deletion
 * {a,c}#9,RANGE_KEY_SET@s=v    a range key
 * </pre>
 */
class RewriteScriptTest {

    @TestFactory
    Stream<DynamicTest> files() {
        return DataDriven.tests("rewrite", file -> RewriteScriptTest::run);
    }

    private static String run(DataDriven.Case test) {
        List<TableRun<TableSource>> runs = new ArrayList<>();
        List<RangeKey> rangeKeys = new ArrayList<>();
        for (String line : test.input().lines().toList()) {
            Memtable memtable = new Memtable(1);
            for (String word : line.split(" ", -1)) {
                put(word, memtable, rangeKeys);
            }
            TableSource view = memtable.view(History.NOW);
            if (view != null) {
                runs.add(TableRun.of(List.of(view)));
            }
        }
        RewriteInput input =
                new RewriteInput(runs, rangeKeys, older(test), test.number("target", 1 << 20), List.of(), 0);
        RewriteOptions options = new RewriteOptions(
                SstableWriterOptions.DEFAULT.withBlocks(256, 256).withValidation(true), Merger.CONCATENATION);
        MemoryVfs directory = new MemoryVfs("test");
        AtomicLong numbers = new AtomicLong(1);
        List<TableMetadata> tables = new Rewrite(directory, numbers::getAndIncrement, options)
                .run(input, test.number("joined", 1 << 20), Pace.UNHINDERED);
        StringBuilder text = new StringBuilder();
        try (WrittenTables opened = new WrittenTables(directory)) {
            for (TableMetadata table : tables) {
                text.append(text(opened, table)).append('\n');
            }
        }
        return text.toString();
    }

    private static OccupiedRanges older(DataDriven.Case test) {
        if (!test.has("older")) {
            return OccupiedRanges.EVERYWHERE;
        }
        List<KeyBounds> bounds = new ArrayList<>();
        if (!test.argument("older").equals("nowhere")) {
            for (String range : test.argument("older").split(",", -1)) {
                String[] ends = range.split("-", -1);
                bounds.add(new KeyBounds(
                        new InternalKey(Bytes.utf8(ends[0]), Trailer.of(1, KeyKind.SET)),
                        new InternalKey(Bytes.utf8(ends[1]), Trailer.of(1, KeyKind.SET))));
            }
        }
        return OccupiedRanges.of(bounds);
    }

    private static void put(String word, Memtable memtable, List<RangeKey> rangeKeys) {
        String[] parts = word.split("[\\[{,)}#@=]", -1);
        if (word.startsWith("[")) {
            memtable.deleteRange(Bytes.utf8(parts[1]), Bytes.utf8(parts[2]), Long.parseLong(parts[4]));
        } else if (word.startsWith("{")) {
            rangeKeys.add(new RangeKey(
                    Bytes.utf8(parts[1]),
                    Bytes.utf8(parts[2]),
                    Long.parseLong(parts[4]),
                    KeyKind.valueOf(parts[5]),
                    Bytes.utf8(parts.length > 6 ? parts[6] : ""),
                    Bytes.utf8(parts.length > 7 ? parts[7] : "")));
        } else {
            KeyKind kind = KeyKind.valueOf(parts[2]);
            Bytes value = parts.length < 4
                    ? Bytes.EMPTY
                    : kind == KeyKind.DELETE_SIZED ? Bytes.ofHex(parts[3]) : Bytes.utf8(parts[3]);
            memtable.add(Bytes.utf8(parts[0]), Trailer.of(Long.parseLong(parts[1]), kind), value);
        }
    }

    private static String text(WrittenTables opened, TableMetadata table) {
        List<String> words = new ArrayList<>();
        TableRun<TableSource> run = opened.run(List.of(table));
        for (int i = 0; i < run.size(); i++) {
            try (InternalCursor points = run.table(i).points(KeyRange.ALL)) {
                for (boolean valid = points.first(); valid; valid = points.next()) {
                    words.add(text(points));
                }
            }
            for (RangeDeletion deletion : run.table(i).deletedRanges().ranges()) {
                words.add("[" + deletion.start().toUtf8() + "," + deletion.end().toUtf8() + ")#" + deletion.sequence());
            }
        }
        for (RangeKey key : opened.rangeKeys(List.of(table))) {
            words.add("{" + key.start().toUtf8() + "," + key.end().toUtf8() + "}#" + key.sequence() + "," + key.kind()
                    + (key.kind() == KeyKind.RANGE_KEY_DELETE
                            ? ""
                            : "@" + key.suffix().toUtf8() + "=" + key.value().toUtf8()));
        }
        return String.join(" ", words);
    }

    private static String text(InternalCursor points) {
        int kind = Trailer.kindCode(points.trailer());
        String value = kind == KeyKind.DELETE_SIZED.code()
                ? points.value().copy().toString()
                : points.value().copy().toUtf8();
        return points.userKey().copy().toUtf8() + "#" + Trailer.sequence(points.trailer()) + "," + KeyKind.ofCode(kind)
                + (value.isEmpty() ? "" : "=" + value);
    }
}
