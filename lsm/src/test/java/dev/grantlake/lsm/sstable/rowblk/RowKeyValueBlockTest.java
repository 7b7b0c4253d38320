package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Map;
import java.util.stream.Stream;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static dev.grantlake.lsm.sstable.Corruption.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class RowKeyValueBlockTest {

    private static final Location WHERE = new Location("test.sst", 0, "properties block");

    @Test
    void namesShareWhatComesBefore() {
        Bytes block = new ByteSink()
                .writeBytes(entry(0, "rocksdb.a", "1"))
                .writeBytes(entry(8, "b", ""))
                .writeBytes(entry(9, ".c", "33"))
                .writeIntLe(0)
                .writeIntLe(1)
                .toBytes();
        assertThat(RowKeyValueBlock.decode(block, WHERE))
                .containsExactly(
                        Map.entry("rocksdb.a", Bytes.utf8("1")),
                        Map.entry("rocksdb.b", Bytes.EMPTY),
                        Map.entry("rocksdb.b.c", Bytes.utf8("33")));
    }

    @Test
    void aBlockMayHaveNoEntries() {
        assertThat(RowKeyValueBlock.decode(Bytes.ofHex("0000000001000000"), WHERE))
                .isEmpty();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertCorrupt("too short", () -> RowKeyValueBlock.decode(Bytes.ofHex("00000001000000"), WHERE));
        assertCorrupt("no restarts", () -> RowKeyValueBlock.decode(Bytes.ofHex("0000000000000000"), WHERE));
        assertCorrupt("many restarts", () -> RowKeyValueBlock.decode(Bytes.ofHex("0000000002000000"), WHERE));
        assertCorrupt("negative restarts", () -> RowKeyValueBlock.decode(Bytes.ofHex("00000000000000ff"), WHERE));
        assertCorrupt("first shares", () -> RowKeyValueBlock.decode(block(entry(1, "a", "")), WHERE));
        assertCorrupt("descending", () -> RowKeyValueBlock.decode(block(entry(0, "b", ""), entry(0, "a", "")), WHERE));
        assertCorrupt("twice", () -> RowKeyValueBlock.decode(block(entry(0, "b", ""), entry(1, "", "")), WHERE));
        assertCorrupt("cut key", () -> RowKeyValueBlock.decode(block(Bytes.ofHex("000900" + "61")), WHERE));
        assertCorrupt("cut value", () -> RowKeyValueBlock.decode(block(Bytes.ofHex("000109" + "6161")), WHERE));
        assertCorrupt("huge key", () -> RowKeyValueBlock.decode(block(Bytes.ofHex("00ffffffff0f00")), WHERE));
    }

    @Test
    void namesThatGrowBySharingAreLimited() {
        ByteSink sink = new ByteSink().writeBytes(entry(0, "a".repeat(100_000), ""));
        int length = 100_000;
        for (int i = 0; i < 1000; i++) {
            sink.writeBytes(entry(length, "a", ""));
            length++;
        }
        Bytes block = sink.writeIntLe(0).writeIntLe(1).toBytes();
        assertRefused("limit", StorageException.Kind.LIMIT_EXCEEDED, () -> RowKeyValueBlock.decode(block, WHERE));
    }

    @Test
    void damageIsRefusedOrHarmless(Dice dice) {
        byte[] sound = block(entry(0, "rocksdb.a", "1"), entry(8, "b", "")).toArray();
        Stream.of(
                        Mutations.bitFlips(sound),
                        Mutations.truncations(sound),
                        Mutations.garblings(sound, Seeds.rounds(5000), dice))
                .flatMap(mutations -> mutations)
                .forEach(mutation -> {
                    try {
                        RowKeyValueBlock.decode(Bytes.wrap(mutation.bytes()), WHERE);
                    } catch (StorageException e) {
                        assertThat(e.kind()).as(mutation.toString()).isEqualTo(StorageException.Kind.CORRUPT);
                    } catch (RuntimeException e) {
                        throw new AssertionError(mutation.toString(), e);
                    }
                });
    }

    private static Bytes block(Bytes... entries) {
        ByteSink sink = new ByteSink();
        for (Bytes entry : entries) {
            sink.writeBytes(entry);
        }
        return sink.writeIntLe(0).writeIntLe(1).toBytes();
    }

    private static Bytes entry(int shared, String rest, String value) {
        return new ByteSink()
                .writeVarint(shared)
                .writeVarint(rest.length())
                .writeVarint(value.length())
                .writeUtf8(rest)
                .writeUtf8(value)
                .toBytes();
    }
}
