package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.Trailer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The columnar tables that Go wrote hold what their README says, whichever way they are read. */
class SstableFixturesTest {

    @ParameterizedTest
    @CsvSource({
        "tiny-v7-col.sst, 3, 0, bb03f820466d3cc16b207ecf2634c70ef73c8468f728f6c64700fcd8ce5e701f",
        "rich-v7-none.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-snappy.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-zstd.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-minlz.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-twolevel.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "small-v5.sst, 323, 6, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "small-v6.sst, 323, 6, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "small-v7-xxhash64.sst, 323, 6, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "small-v7-bloom.sst, 323, 6, bec1163f8123955700717e600174b8955e75ef2bb12bd1d9a56c7b26d51e0e02",
        "rangedel-only-v7.sst, 0, 8, 6927c7f9b3e3d1c3933ffe44a526d2b7b576cb1454e0a06c6661ac244d8a40cc",
        "valueblocks-v7.sst, 500, 0, b71afb85a35ac9c589649026168caa98b4c4ebaaa4903700b1e178a4d09895ee",
        "ingest-v7-sdk.sst, 4000, 0, 0317a15b8e857600cd561601936beb3764600c7845435128e3e8927d2ec16834",
        "min-v7-col.sst, 200, 0, e951e61361ba1c83858891a841a1e400d8cff2ea35f8634318eab7b15c4ad270",
        "min-v7-col-rangedel.sst, 200, 3, 7c150298b45d1eb6992a76ec302fd48156d26c418bdb179fc595fb54490b9411",
        // Without their four range keys.
        "rangekeys-v7.sst, 3, 0, bb03f820466d3cc16b207ecf2634c70ef73c8468f728f6c64700fcd8ce5e701f",
    })
    void holdWhatTheyWereMadeWith(String file, int points, int deletions, String contentHash) {
        try (Sstable table = Tables.open(file);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            var entries = Entry.all(cursor);
            var spans = table.rangeDeletions(TableView.WHOLE);
            assertThat(entries).as(file).hasSize(points);
            assertThat(spans).as(file).hasSize(deletions);
            assertThat(Entry.contentHash(entries, spans)).as(file).isEqualTo(contentHash);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-v7-col.sst",
                "rich-v7-snappy.sst",
                "rich-v7-twolevel.sst",
                "rangedel-only-v7.sst",
                "valueblocks-v7.sst",
                "min-v7-col.sst",
            })
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
        try (Sstable table = Tables.open("small-v5.sst")) {
            assertThat(table.format()).isEqualTo(TableFormat.PEBBLE_V5);
            assertThat(table.properties().number(Property.ENTRIES)).isEqualTo(323 + 6);
        }
    }
}
