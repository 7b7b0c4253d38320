package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Damaged tables give the same contents or an error of ours, and never anything else. */
@ExtendWith(Seeds.class)
class SstableDamageTest {

    /** Everything that a reader can get out of a table. */
    private record Contents(List<Entry> points, List<RangeDeletion> deletions, List<RangeKey> rangeKeys) {}

    @ParameterizedTest
    // Older footers have no checksum: 35 bytes of padding, and a bit that makes a varint longer than it need be.
    @CsvSource({"tiny-v7-col.sst, 0", "tiny-v4-row.sst, 281"})
    void anyBitAndAnyLength(String file, int unnoticed) {
        byte[] sound = BytesFile.fixture(file);
        Contents expected = read(sound);
        int[] same = new int[1];
        Stream.concat(Mutations.truncations(sound), Mutations.bitFlips(sound)).forEach(mutation -> {
            try {
                assertThat(read(mutation.bytes())).as(mutation.toString()).isEqualTo(expected);
                same[0]++;
            } catch (StorageException e) {
                assertThat(e.kind())
                        .as(mutation.toString())
                        .isIn(StorageException.Kind.CORRUPT, StorageException.Kind.UNSUPPORTED);
            } catch (RuntimeException e) {
                throw new AssertionError(mutation.toString(), e);
            }
        });
        assertThat(same[0]).as("damages that went unnoticed").isEqualTo(unnoticed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small-v1.sst",
                "small-v4.sst",
                "valueblocks-v4.sst",
                "small-v5.sst",
                "small-v7-xxhash64.sst",
                "valueblocks-v7.sst",
                "rangedel-only-v7.sst"
            })
    void heavierDamage(String file, Dice dice) {
        byte[] sound = BytesFile.fixture(file);
        Contents expected = read(sound);
        Mutations.garblings(sound, Seeds.rounds(500), dice).forEach(mutation -> {
            try {
                assertThat(read(mutation.bytes())).as(mutation.toString()).isEqualTo(expected);
            } catch (StorageException e) {
                assertThat(e.kind())
                        .as(mutation.toString())
                        .isIn(StorageException.Kind.CORRUPT, StorageException.Kind.UNSUPPORTED);
            } catch (RuntimeException e) {
                throw new AssertionError(mutation.toString(), e);
            }
        });
    }

    /** A faulty or malicious writer: contents damaged, checksums right. Anything of the format may come out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-v7-col.sst",
                "min-v7-col-rangedel.sst",
                "rich-v7-twolevel.sst",
                "valueblocks-v7.sst",
                "small-v6.sst",
                "rangekeys-v7.sst",
                "small-v7-bloom.sst",
                "tiny-v4-row.sst",
                "small-v2.sst",
                "small-v3.sst",
                "min-v4-row-rangedel.sst",
                "rich-v4-twolevel.sst",
                "valueblocks-v4.sst",
                "rangekeys-v4.sst"
            })
    void damageUnderRightChecksums(String file, Dice dice) {
        byte[] sound = BytesFile.fixture(file);
        List<BlockHandle> blocks = handles(sound);
        for (int round = 0; round < Seeds.rounds(400); round++) {
            byte[] damaged = sound.clone();
            int damages = 1 + (int) dice.skewed(4);
            BlockHandle handle = dice.pick(blocks);
            for (int i = 0; i < damages; i++) {
                // The bytes that lay things out come first in a block.
                int reach = (int) Math.min(handle.length() + 1, dice.oneIn(2) ? 64 : Integer.MAX_VALUE);
                int position = (int) handle.offset() + dice.below(reach);
                damaged[position] = dice.oneIn(2)
                        ? (byte) (damaged[position] ^ (1 << dice.below(8)))
                        : (byte) (int) dice.pick(List.of(0, 1, 2, 0x7f, 0x80, 0x81, 0xff));
            }
            TableAssembler.sealBlock(damaged, handle);
            try {
                read(damaged);
            } catch (StorageException e) {
                assertThat(e.kind())
                        .as("seed of %d, %s damaged", dice.seed(), handle)
                        .isIn(
                                StorageException.Kind.CORRUPT,
                                StorageException.Kind.UNSUPPORTED,
                                StorageException.Kind.LIMIT_EXCEEDED);
            } catch (RuntimeException e) {
                throw new AssertionError(handle + " damaged", e);
            }
        }
    }

    @Test
    void footersDamagedUnderARightChecksum(Dice dice) {
        byte[] sound = BytesFile.fixture("tiny-v7-col.sst");
        for (int round = 0; round < Seeds.rounds(5000); round++) {
            byte[] damaged = sound.clone();
            for (int i = 0; i <= dice.below(3); i++) {
                damaged[damaged.length - 61 + dice.below(61)] = (byte) dice.below(256);
            }
            TableAssembler.sealFooter(damaged);
            try {
                read(damaged);
            } catch (StorageException e) {
                assertThat(e.kind()).isIn(StorageException.Kind.CORRUPT, StorageException.Kind.UNSUPPORTED);
            }
        }
    }

    private static Contents read(byte[] table) {
        try (Sstable opened = Tables.open(table)) {
            List<Entry> points;
            try (InternalCursor cursor = opened.points(TableView.WHOLE)) {
                points = Entry.all(cursor);
                List<Entry> backwards = new ArrayList<>();
                for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                    backwards.add(Entry.of(cursor));
                }
                assertThat(backwards).hasSameSizeAs(points);
                for (String key : List.of("apple", "b", "res/000100/ent/005", "~")) {
                    cursor.seekGe(Bytes.utf8(key));
                    cursor.seekLt(Bytes.utf8(key));
                }
            }
            PointLookup lookup = new PointLookup();
            lookup.find(opened, TableView.WHOLE, Bytes.utf8("res/000100/ent/005"), Trailer.MAX_SEQUENCE);
            return new Contents(points, opened.rangeDeletions(TableView.WHOLE), opened.rangeKeys());
        }
    }

    /** Where the blocks of a sound table lie that are not value blocks. */
    private static List<BlockHandle> handles(byte[] table) {
        BytesFile file = BytesFile.views("test.sst", table);
        Footer footer = Footer.read(file);
        Metaindex metaindex = Metaindex.read(new BlockReader(file, footer, Tables.options()), footer);
        List<BlockHandle> handles =
                new ArrayList<>(List.of(footer.metaindex(), footer.index(), metaindex.properties()));
        Stream.of(metaindex.rangeDeletions(), metaindex.rangeKeys(), metaindex.filter())
                .filter(Objects::nonNull)
                .forEach(handles::add);
        Stream.of(metaindex.valueIndex())
                .filter(Objects::nonNull)
                .map(ValueIndexHandle::handle)
                .forEach(handles::add);
        try (Sstable opened = Tables.open(table)) {
            IndexBlock top = opened.index();
            for (int i = 0; opened.hasTwoLevelIndex() && i < top.size(); i++) {
                handles.add(new BlockHandle(top.offset(i), top.length(i)));
            }
            IndexCursor index = new IndexCursor(opened);
            for (boolean valid = index.first(); valid; valid = index.next()) {
                handles.add(new BlockHandle(index.offset(), index.length()));
            }
        }
        return handles;
    }
}
