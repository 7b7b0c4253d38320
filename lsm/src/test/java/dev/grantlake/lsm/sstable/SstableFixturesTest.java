package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The columnar tables that Go wrote hold what their README says. */
class SstableFixturesTest {

    @ParameterizedTest
    @CsvSource({
        "tiny-v7-col.sst, 3, 0, bb03f820466d3cc16b207ecf2634c70ef73c8468f728f6c64700fcd8ce5e701f",
        "rich-v7-none.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-snappy.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
        "rich-v7-zstd.sst, 3231, 19, c84b6ea4c602638454995352c41a05fae5afcda611c988826e840bc176cb5f48",
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
    })
    void holdWhatTheyWereMadeWith(String file, int points, int deletions, String contentHash) {
        try (Sstable table = open(file);
                InternalCursor cursor = table.points(TableView.WHOLE)) {
            var entries = Entry.all(cursor);
            var spans = table.rangeDeletions(TableView.WHOLE);
            assertThat(entries).as(file).hasSize(points);
            assertThat(spans).as(file).hasSize(deletions);
            assertThat(Entry.contentHash(entries, spans)).as(file).isEqualTo(contentHash);
        }
    }

    private static Sstable open(String file) {
        return Sstable.open(
                BytesFile.views(file, BytesFile.fixture(file)),
                new SstableOptions(new BufferCache(1 << 20), new ReadMetrics()));
    }
}
