package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.RowTableAssembler.Point;
import dev.grantlake.lsm.sstable.RowTableAssembler.Shape;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

@ExtendWith(Seeds.class)
class BloomFilterTest {

    private static final Location WHERE = new Location("test.sst", 0, "filter block");
    private static final String NAME = "fullfilter.rocksdb.BuiltinBloomFilter";
    private static final Shape PLAIN = new Shape(4, 16, 1, true, false, 0, 0);

    @Test
    void keysThatWerePutInAreNeverRuledOut(Dice dice) {
        for (int bitsPerKey : new int[] {1, 2, 10, 16, 100}) {
            List<Bytes> keys = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                keys.add(Bytes.wrap(dice.bytes(dice.below(40))));
            }
            BloomFilter filter = BloomFilter.of(FilterAssembler.filter(keys, bitsPerKey), WHERE);
            assertThat(keys).allMatch(filter::mayContain);
        }
    }

    @Test
    void tenBitsAKeyRuleOutNinetyNineOfAHundredOthers() {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add(Bytes.utf8("key-" + i));
        }
        BloomFilter filter = BloomFilter.of(FilterAssembler.filter(keys, 10), WHERE);
        int passed = 0;
        for (int i = 0; i < 10_000; i++) {
            passed += filter.mayContain(Bytes.utf8("other-" + i)) ? 1 : 0;
        }
        assertThat(passed / 10_000.0).isCloseTo(0.01, within(0.007));
        assertThat(filter.probes()).isEqualTo(6);
        assertThat(filter.bits()).isEqualTo(512L * 197);
    }

    /** What Go wrote is the same, to the bit, as what the description makes of the keys. */
    @Test
    void theFilterOfGoIsTheOneOfItsKeys() {
        try (Sstable table = Tables.open("small-v7-bloom.sst");
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            List<Bytes> keys = new ArrayList<>();
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Bytes key = cursor.userKey().copy();
                if (keys.isEmpty() || !keys.get(keys.size() - 1).equals(key)) {
                    keys.add(key);
                }
            }
            BloomFilter filter = requireNonNull(table.filter());
            BloomFilter made = BloomFilter.of(FilterAssembler.filter(keys, 10), WHERE);
            assertThat(filter.lines()).isEqualTo(made.lines());
            assertThat(filter.probes()).isEqualTo(made.probes());
            for (int line = 0; line < made.lines(); line++) {
                assertThat(filter.bitsSetIn(line)).isEqualTo(made.bitsSetIn(line));
            }
        }
    }

    @Test
    void lookUpsOfKeysThatAreRuledOutReadNoBlock() {
        ReadMetrics metrics = new ReadMetrics();
        SstableOptions options = new SstableOptions(new BufferCache(0), metrics);
        BytesFile file = BytesFile.copies("test.sst", BytesFile.fixture("small-v7-bloom.sst"));
        try (Sstable table = Sstable.open(file, options)) {
            BloomFilter filter = requireNonNull(table.filter());
            long before = metrics.snapshot().blocksDecoded();
            int ruledOut = 0;
            for (int i = 0; i < 300; i++) {
                Bytes absent = Bytes.utf8("res/%06d/ent/%03d".formatted(i / 10, 10 + i % 10));
                if (!filter.mayContain(absent)) {
                    ruledOut++;
                    assertThat(new PointLookup().find(table, TableView.WHOLE, absent, Trailer.MAX_SEQUENCE))
                            .isFalse();
                }
            }
            assertThat(ruledOut).isGreaterThan(280);
            assertThat(metrics.snapshot().blocksDecoded()).isEqualTo(before);
        }
    }

    @Test
    void filtersThatContradictThemselvesAreRefusedByLookUps() {
        for (String filter : List.of(
                "00000000",
                "0601000000",
                "00".repeat(64) + "0600000000",
                "00".repeat(65) + "0601000000",
                "00".repeat(64) + "0602000000",
                "00".repeat(64) + "06ffffffff")) {
            try (Sstable table = tableWith(Bytes.ofHex(filter), NAME)) {
                assertCorrupt(filter, () -> find(table, "b"));
                try (InternalCursor cursor = table.points(TableView.WHOLE)) {
                    assertThat(Entry.all(cursor)).hasSize(3);
                }
            }
        }
    }

    @Test
    void aDamagedFilterIsRefusedByLookUps() {
        byte[] content = new RowTableAssembler(new Shape(4, 16, 1, true, false, 0, 10))
                .block(points("a", "b", "c"), Bytes.utf8("c"))
                .assemble();
        BytesFile file = BytesFile.views("test.sst", content);
        Footer footer = Footer.read(file);
        BlockHandle filter = requireNonNull(Metaindex.read(new BlockReader(file, footer, Tables.options()), footer)
                .filter());
        content[(int) filter.offset()] ^= 1;
        try (Sstable table = Tables.open(content)) {
            assertCorrupt("filter", () -> find(table, "b"));
        }
    }

    @Test
    void whatSaysNothingRulesNothingOut() {
        // No lines: a filter of no keys, in a table that has some.
        try (Sstable table = tableWith(Bytes.ofHex("0000000000"), NAME)) {
            assertThat(find(table, "b")).isTrue();
        }
        // No bytes: what Pebble writes for a table without points.
        try (Sstable table = tableWith(Bytes.EMPTY, NAME)) {
            assertThat(find(table, "b")).isTrue();
        }
        // No bits a key.
        try (Sstable table = tableWith(Bytes.ofHex("00".repeat(64) + "0001000000"), NAME)) {
            assertThat(find(table, "b")).isTrue();
        }
        // A policy that nobody here knows.
        try (Sstable table = tableWith(Bytes.ofHex("00"), "fullfilter.another.Policy")) {
            assertThat(find(table, "b")).isTrue();
            assertThat(table.filter()).isNull();
        }
        // Longer than any that is kept in memory.
        try (Sstable table = tableWith(Bytes.wrap(new byte[16 << 20]).plus(Bytes.ofHex("0600000400")), NAME)) {
            assertThat(find(table, "b")).isTrue();
        }
    }

    private static boolean find(Sstable table, String key) {
        return new PointLookup().find(table, TableView.WHOLE, Bytes.utf8(key), Trailer.MAX_SEQUENCE);
    }

    private static Sstable tableWith(Bytes filter, String name) {
        RowTableAssembler assembler = new RowTableAssembler(PLAIN).block(points("a", "b", "c"), Bytes.utf8("c"));
        assembler.metaindexEntry(name, TableAssembler.encode(assembler.write(filter)));
        return Tables.open(assembler.assemble());
    }

    private static List<Point> points(String... keys) {
        List<Point> points = new ArrayList<>();
        for (String key : keys) {
            points.add(new Point(Bytes.utf8(key), Trailer.of(1, KeyKind.SET), Bytes.utf8(key), false, false));
        }
        return points;
    }
}
