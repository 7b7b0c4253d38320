package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables that Go wrote, or read, hold what their README says, whichever way they are read. */
class SstableFixturesTest {

    @ParameterizedTest
    @CsvSource({
        "tiny-v4-row.sst, PEBBLE_V4, 3, 0, 0, bb03f820466d3cc16b207ecf2634c70ef73c8468f728f6c64700fcd8ce5e701f",
        "tiny-v7-col.sst, PEBBLE_V7, 3, 0, 0, bb03f820466d3cc16b207ecf2634c70ef73c8468f728f6c64700fcd8ce5e701f",
        "rich-v7-none.sst, PEBBLE_V7, 3231, 19, 0, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-snappy.sst, PEBBLE_V7, 3231, 19, 0, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-zstd.sst, PEBBLE_V7, 3231, 19, 0, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-minlz.sst, PEBBLE_V7, 3231, 19, 0, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-twolevel.sst, PEBBLE_V7, 3231, 19, 0, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v4-twolevel.sst, PEBBLE_V4, 3231, 19, 0, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v4-zstd.sst, PEBBLE_V4, 1615, 19, 0, b78ab39c9a40d0cb61c62ae4d22f9d8d1187e986d9ef7d6af3530e8853b6e9da",
        "small-v1.sst, PEBBLE_V1, 323, 6, 0, 20eb0bc091825246c2fc6ecd254c8067f3c9d621e0fbcb74569eccdc9f88cc4e",
        "small-v2.sst, PEBBLE_V2, 323, 6, 0, 20eb0bc091825246c2fc6ecd254c8067f3c9d621e0fbcb74569eccdc9f88cc4e",
        "small-v3.sst, PEBBLE_V3, 323, 6, 0, 20eb0bc091825246c2fc6ecd254c8067f3c9d621e0fbcb74569eccdc9f88cc4e",
        "small-v4.sst, PEBBLE_V4, 323, 6, 0, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "small-v5.sst, PEBBLE_V5, 323, 6, 0, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "small-v6.sst, PEBBLE_V6, 323, 6, 0, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "small-v7-xxhash64.sst, PEBBLE_V7, 323, 6, 0, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "small-v7-bloom.sst, PEBBLE_V7, 323, 6, 0, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "rangekeys-v4.sst, PEBBLE_V4, 3, 0, 4, 30a01551e19ad4f7aac673629506de9d3b74f0df84b4a1b3c4df63d50781041f",
        "rangekeys-v7.sst, PEBBLE_V7, 3, 0, 4, 30a01551e19ad4f7aac673629506de9d3b74f0df84b4a1b3c4df63d50781041f",
        "rangedel-only-v4.sst, PEBBLE_V4, 0, 8, 0, 6927c7f9b3e3d1c3933ffe44a526d2b7b576cb1454e0a06c6661ac244d8a40cc",
        "rangedel-only-v7.sst, PEBBLE_V7, 0, 8, 0, 6927c7f9b3e3d1c3933ffe44a526d2b7b576cb1454e0a06c6661ac244d8a40cc",
        "valueblocks-v4.sst, PEBBLE_V4, 500, 0, 0, b71afb85a35ac9c589649026168caa98b4c4ebaaa4903700b1e178a4d09895ee",
        "valueblocks-v7.sst, PEBBLE_V7, 500, 0, 0, b71afb85a35ac9c589649026168caa98b4c4ebaaa4903700b1e178a4d09895ee",
        "ingest-v7-sdk.sst, PEBBLE_V7, 4000, 0, 0, 0317a15b8e857600cd561601936beb3764600c7845435128e3e8927d2ec16834",
        "min-v1-noprops.sst, PEBBLE_V1, 200, 0, 0, e867411531bfda48effd5bfda323f36476e1b119d32dfe43598d47ccbe555bfa",
        "min-v3-row.sst, PEBBLE_V3, 200, 0, 0, 2cfc74707dec0efef6add3fc842df03eb95adc7bc94f7a8fdd0e418e19ab3641",
        "min-v4-row-rangedel.sst, PEBBLE_V4, 200, 1, 0, 5391769bb7d1e60d4e9dab2caa08af6cc32bee4e012a4fac1138f807810eb69f",
        "min-v7-col.sst, PEBBLE_V7, 200, 0, 0, e951e61361ba1c83858891a841a1e400d8cff2ea35f8634318eab7b15c4ad270",
        "min-v7-col-rangedel.sst, PEBBLE_V7, 200, 3, 0, 7c150298b45d1eb6992a76ec302fd48156d26c418bdb179fc595fb54490b9411",
    })
    void holdWhatTheyWereMadeWith(
            String file, TableFormat format, int points, int deletions, int rangeKeys, String contentHash) {
        try (Sstable table = Tables.open(file);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            var entries = Entry.all(cursor);
            var spans = table.rangeDeletions(TableView.WHOLE);
            var keys = table.rangeKeys();
            assertThat(table.format()).as(file).isEqualTo(format);
            assertThat(entries).as(file).hasSize(points);
            assertThat(spans).as(file).hasSize(deletions);
            assertThat(keys).as(file).hasSize(rangeKeys);
            assertThat(Entry.contentHash(entries, spans, keys)).as(file).isEqualTo(contentHash);
        }
    }

    @Test
    void everyFixtureIsInTheListAboveOrNamedOddOrBad() {
        Set<String> listed = Arrays.stream(
                        readMethod().getAnnotation(CsvSource.class).value())
                .map(line -> line.substring(0, line.indexOf(',')))
                .collect(Collectors.toSet());
        assertThat(Fixtures.list("sst", ".sst"))
                .extracting(path -> path.getFileName().toString())
                .filteredOn(name -> !name.startsWith("odd-") && !name.startsWith("bad-"))
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    static Stream<String> soundTables() {
        return Fixtures.list("sst", ".sst").stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.startsWith("bad-"));
    }

    private static Method readMethod() {
        return Arrays.stream(SstableFixturesTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(CsvSource.class))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("soundTables")
    void readTheSameBackwardsBySeekAndByLookUp(String file) {
        try (Sstable table = Tables.open(file);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            List<Entry> entries = Entry.all(cursor);
            assertThat(cursor.valid()).isFalse();

            List<Entry> backwards = new ArrayList<>();
            for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                backwards.add(Entry.of(cursor));
            }
            Collections.reverse(backwards);
            assertThat(backwards).isEqualTo(entries);

            PointLookup lookup = new PointLookup();
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                Bytes key = entry.userKey();
                int newest = i;
                while (newest > 0 && entries.get(newest - 1).userKey().equals(key)) {
                    newest--;
                }
                Bytes behind = key.plus(Bytes.ofHex("00"));
                Bytes before = key.slice(0, key.length() - 1);

                assertThat(cursor.seekGe(key)).isTrue();
                assertThat(Entry.of(cursor)).as("seekGe %s", key).isEqualTo(entries.get(newest));
                assertThat(cursor.seekLt(behind)).isTrue();
                assertThat(cursor.userKey().copy()).as("seekLt %s", behind).isEqualTo(key);
                assertThat(cursor.seekLt(key)).as("seekLt %s", key).isEqualTo(newest > 0);
                if (newest > 0) {
                    assertThat(Entry.of(cursor)).as("seekLt %s", key).isEqualTo(entries.get(newest - 1));
                }

                assertThat(lookup.find(table, TableView.WHOLE, key, Trailer.sequence(entry.trailer())))
                        .isTrue();
                assertThat(new Entry(key, lookup.trailer(), lookup.value().copy()))
                        .as("find %s", key)
                        .isEqualTo(entry);
                assertThat(lookup.find(table, TableView.WHOLE, behind, Trailer.MAX_SEQUENCE))
                        .isFalse();
                assertThat(lookup.find(table, TableView.WHOLE, before, Trailer.MAX_SEQUENCE))
                        .isFalse();
            }
        }
    }

    @Test
    void allEntriesMarkedObsoleteAreShown() {
        try (Sstable table = Tables.open("odd-v7-all-obsolete.sst");
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            assertThat(Entry.all(cursor)).hasSize(200);
        }
    }

    @Test
    void propertiesAndAttributesAreRead() {
        try (Sstable table = Tables.open("rich-v7-twolevel.sst")) {
            assertThat(table.format()).isEqualTo(TableFormat.PEBBLE_V7);
            assertThat(table.attributes())
                    .containsExactlyInAnyOrder(
                            TableAttribute.VALUE_BLOCKS,
                            TableAttribute.RANGE_DELETIONS,
                            TableAttribute.TWO_LEVEL_INDEX,
                            TableAttribute.POINT_KEYS);
            TableProperties properties = table.properties();
            assertThat(properties.text(Property.COMPARATOR)).isEqualTo("leveldb.BytewiseComparator");
            assertThat(properties.text(Property.COMPRESSION)).isEqualTo("Snappy");
            assertThat(properties.number(Property.ENTRIES)).isEqualTo(3231 + 19);
            assertThat(properties.number(Property.DATA_BLOCKS)).isEqualTo(209);
            assertThat(properties.number(Property.INDEX_PARTITIONS)).isEqualTo(11);
            assertThat(properties.number(Property.VALUE_BLOCKS)).isEqualTo(2);
            assertThat(properties.number(Property.RANGE_DELETIONS)).isEqualTo(19);
            assertThat(properties.has(Property.OBSOLETE_IS_STRICT)).isFalse();
            assertThat(properties.text(Property.FILTER_POLICY)).isEmpty();
            assertThat(properties.others()).containsOnlyKeys("obsolete-key");
        }
        for (String file : List.of("small-v1.sst", "small-v4.sst", "small-v5.sst", "small-v6.sst")) {
            try (Sstable table = Tables.open(file)) {
                assertThat(table.properties().number(Property.ENTRIES)).as(file).isEqualTo(323 + 6);
            }
        }
        try (Sstable table = Tables.open("min-v1-noprops.sst")) {
            assertThat(table.attributes()).isEmpty();
            assertThat(table.properties().text(Property.COMPARATOR)).isEmpty();
        }
    }

    @Test
    void rangeKeysAreShownAndSayNothingAboutPoints() {
        for (String file : List.of("rangekeys-v4.sst", "rangekeys-v7.sst")) {
            try (Sstable table = Tables.open(file)) {
                assertThat(table.rangeKeys())
                        .as(file)
                        .containsExactly(
                                rangeKey("a", "c", 30, KeyKind.RANGE_KEY_SET, "@9", "v9"),
                                rangeKey("a", "c", 20, KeyKind.RANGE_KEY_UNSET, "@5", ""),
                                rangeKey("c", "f", 40, KeyKind.RANGE_KEY_DELETE, "", ""),
                                rangeKey("m", "z", 50, KeyKind.RANGE_KEY_SET, "", "plain"));
                PointLookup lookup = new PointLookup();
                Bytes covered = Bytes.utf8("banana");
                assertThat(lookup.find(table, TableView.WHOLE, covered, Trailer.MAX_SEQUENCE))
                        .isTrue();
                assertThat(lookup.value().copy()).isEqualTo(Bytes.utf8("yellow"));
                assertThat(table.rangeDeletions(TableView.WHOLE)).isEmpty();
            }
        }
    }

    private static RangeKey rangeKey(
            String start, String end, long sequence, KeyKind kind, String suffix, String value) {
        return new RangeKey(Bytes.utf8(start), Bytes.utf8(end), sequence, kind, Bytes.utf8(suffix), Bytes.utf8(value));
    }
}
