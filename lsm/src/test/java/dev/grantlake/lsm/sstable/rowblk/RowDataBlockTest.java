package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static dev.grantlake.lsm.sstable.Corruption.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class RowDataBlockTest {

    private static final Location WHERE = new Location("test.sst", 4096, "data block");
    private static final RowPoints V1 = new RowPoints(false, false);
    private static final RowPoints V4 = new RowPoints(true, true);
    private static final long SET = Trailer.of(7, KeyKind.SET);

    @Test
    void aBlockWithoutEntriesShowsNone() {
        RowDataBlock cursor = load(V4, new RowBlockAssembler(16).assemble());
        assertThat(cursor.first()).isFalse();
        assertThat(cursor.last()).isFalse();
        assertThat(cursor.seekGe(Bytes.EMPTY)).isFalse();
        assertThat(cursor.seekLt(Bytes.utf8("z"))).isFalse();
        assertThat(cursor.compareFirst(Bytes.utf8("a"))).isZero();
        assertThat(cursor.compareLast(Bytes.EMPTY)).isZero();
        cursor.restrict(Bytes.utf8("a"), Bytes.utf8("b"), false);
        assertThat(cursor.first()).isFalse();
        assertRefused("trailer", StorageException.Kind.FAILED_PRECONDITION, cursor::trailer);
    }

    @Test
    void setsOfLaterFormatsHaveAPrefixByte() {
        Bytes block = new RowBlockAssembler(16)
                .add(key("a", SET), Bytes.ofHex("00aabb"), 0)
                .add(key("b", SET), Bytes.ofHex("20"), 0)
                .add(key("c", SET), Bytes.ofHex("80010203"), 0)
                .add(key("d", SET), Bytes.ofHex("4001020304"), 0)
                .add(key("e", Trailer.of(7, KeyKind.SET_WITH_DELETE)), Bytes.ofHex("80"), 0)
                .add(key("f", Trailer.of(7, KeyKind.DELETE)), Bytes.EMPTY, 0)
                .assemble();
        RowDataBlock cursor = load(V4, block);
        cursor.first();
        assertValue(cursor, "aabb", false);
        assertValue(cursor, "", false);
        assertValue(cursor, "80010203", true);
        assertValue(cursor, "4001020304", true);
        assertValue(cursor, "80", false);
        assertValue(cursor, "", false);
        assertThat(cursor.valid()).isFalse();

        RowDataBlock older = load(V1, block);
        older.first();
        assertValue(older, "00aabb", false);
    }

    @Test
    void aSetWithoutItsPrefixByteIsRefused() {
        RowDataBlock cursor = load(
                V4, new RowBlockAssembler(16).add(key("a", SET), Bytes.EMPTY, 0).assemble());
        cursor.first();
        assertCorrupt("value", cursor::value);
        assertCorrupt("place", cursor::valueIsExternal);
        assertThatThrownBy(cursor::value)
                .hasMessageContaining("test.sst")
                .hasMessageContaining("4096")
                .hasMessageContaining("position 0 in data block");
    }

    @Test
    void obsoleteBitsAreMaskedWhereTheFormatHasThem() {
        Bytes block = new RowBlockAssembler(16)
                .add(key("a", SET | 0x40), Bytes.ofHex("00aa"), 0)
                .assemble();
        RowDataBlock cursor = load(V4, block);
        cursor.first();
        assertThat(cursor.trailer()).isEqualTo(SET);
        assertValue(cursor, "aa", false);

        RowDataBlock older = load(new RowPoints(true, false), block);
        older.first();
        assertCorrupt("kind", older::trailer);
    }

    @Test
    void theFlagOfARestartIsNoPartOfItsPlace() {
        byte[] block = new RowBlockAssembler(1)
                .add(key("a", SET), Bytes.ofHex("00"), 0)
                .add(key("b", SET), Bytes.ofHex("00"), 0)
                .assemble()
                .toArray();
        block[block.length - 5] |= (byte) 0x80;
        RowDataBlock cursor = load(V4, Bytes.wrap(block));
        assertThat(keys(cursor)).containsExactly("a", "b");
        assertThat(cursor.seekGe(Bytes.utf8("b"))).isTrue();
    }

    @Test
    void anyWayOfSharingReadsTheSameBothWays(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            RowBlockAssembler assembler = new RowBlockAssembler(dice.pick(List.of(1, 3, 16, 500)));
            List<Bytes> expected = new ArrayList<>();
            Bytes previous = Bytes.EMPTY;
            for (int i = 0; i < dice.between(1, 120); i++) {
                // Keys need not ascend here: what is shared goes up and down at will.
                int kept = dice.between(0, previous.length());
                Bytes userKey = previous.slice(0, kept).plus(Bytes.wrap(dice.bytes((int) dice.skewed(20))));
                Bytes key = RowBlockAssembler.internalKey(userKey, SET);
                assembler.add(key, Bytes.EMPTY, dice.oneIn(3) ? dice.below(10) : userKey.length());
                expected.add(userKey);
                previous = userKey;
            }
            RowDataBlock cursor = load(V1, assembler.assemble());
            List<Bytes> backward = new ArrayList<>();
            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                backward.add(0, cursor.userKey().copy());
            }
            assertThat(backward).isEqualTo(expected);

            int at = -1;
            for (int i = 0; i < 200; i++) {
                boolean forward = dice.oneIn(2);
                if (at < 0) {
                    at = forward ? 0 : expected.size() - 1;
                    assertThat(forward ? cursor.first() : cursor.last()).isTrue();
                } else {
                    at += forward ? 1 : -1;
                    boolean inside = at >= 0 && at < expected.size();
                    assertThat(forward ? cursor.next() : cursor.prev()).isEqualTo(inside);
                    at = inside ? at : -1;
                }
                if (at >= 0) {
                    assertThat(cursor.userKey().copy()).isEqualTo(expected.get(at));
                }
            }
        }
    }

    /** Each key drops a byte of the long one before: the worst case of a walk back that looks for bytes one by one. */
    @Test
    void goingBackCostsNoMoreThanGoingForward() {
        int entries = RowWalk.MAX_INTERVAL_ENTRIES;
        byte[] longest = new byte[entries + 1];
        RowBlockAssembler assembler = new RowBlockAssembler(Integer.MAX_VALUE);
        Bytes key = RowBlockAssembler.internalKey(Bytes.wrap(longest), SET);
        assembler.addSharing(0, key, Bytes.EMPTY);
        for (int i = 1; i < entries; i++) {
            Bytes shorter = RowBlockAssembler.internalKey(Bytes.wrap(longest, 0, entries - i), SET);
            assembler.addSharing(entries - i, shorter, Bytes.EMPTY);
        }
        RowDataBlock cursor = load(V1, assembler.assemble());
        Allocation cost = Allocation.of(() -> {
            int count = 0;
            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                count++;
            }
            assertThat(count).isEqualTo(entries);
        });
        assertThat(cost.cpuNanos()).isLessThan(5_000_000_000L);
    }

    @Test
    void tooManyEntriesBehindARestartAreRefused() {
        RowBlockAssembler assembler = new RowBlockAssembler(Integer.MAX_VALUE);
        Bytes key = key("a", SET);
        for (int i = 0; i <= RowWalk.MAX_INTERVAL_ENTRIES; i++) {
            assembler.add(key, Bytes.EMPTY, key.length());
        }
        RowDataBlock cursor = load(V1, assembler.assemble());
        assertRefused("last", StorageException.Kind.LIMIT_EXCEEDED, cursor::last);
        assertRefused("search", StorageException.Kind.LIMIT_EXCEEDED, () -> cursor.seekGe(Bytes.utf8("b")));
        assertThat(cursor.first()).isTrue();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        Bytes a = key("a", SET);
        assertRefusedBlock("too short", Bytes.ofHex("00000001000000"));
        assertRefusedBlock("no restarts", Bytes.ofHex("0000000000000000"));
        assertRefusedBlock("many restarts", Bytes.ofHex("0000000003000000"));
        assertRefusedBlock("first restart", restarts(a, 1));
        assertRefusedBlock("restart at the end", restarts(a, 0, 12));
        assertRefusedBlock("restarts twice", restarts(a, 0, 0));
        assertRefusedBlock("restart far away", restarts(a, 0, 0x7fff_ffff));
        assertRefusedWalk("restart inside an entry", restarts(a, 0, 5));
        assertRefusedWalk(
                "first shares",
                new RowBlockAssembler(16).addSharing(1, a, Bytes.EMPTY).assemble());
        assertRefusedWalk(
                "restart shares",
                new RowBlockAssembler(1)
                        .addSharing(0, a, Bytes.EMPTY)
                        .addSharing(1, a, Bytes.EMPTY)
                        .assemble());
        assertRefusedWalk(
                "shares more than there is",
                new RowBlockAssembler(16)
                        .addSharing(0, a, Bytes.EMPTY)
                        .addSharing(10, key("aaaa", SET), Bytes.EMPTY)
                        .assemble());
        assertRefusedWalk(
                "no trailer",
                new RowBlockAssembler(16)
                        .addSharing(0, Bytes.ofHex("01020304050607"), Bytes.EMPTY)
                        .assemble());
        for (String entry : List.of("000900" + "61", "000109" + "6161", "00ffffffff0f00", "00ffffffff7f00", "0080")) {
            assertRefusedWalk(
                    entry,
                    new ByteSink()
                            .writeBytes(Bytes.ofHex(entry))
                            .writeIntLe(0)
                            .writeIntLe(1)
                            .toBytes());
        }
    }

    private static Bytes restarts(Bytes key, int... restarts) {
        ByteSink block = new ByteSink()
                .writeVarint(0)
                .writeVarint(key.length())
                .writeVarint(0)
                .writeBytes(key);
        for (int restart : restarts) {
            block.writeIntLe(restart);
        }
        return block.writeIntLe(restarts.length).toBytes();
    }

    private static void assertRefusedBlock(String name, Bytes block) {
        assertCorrupt(name, () -> load(V4, block));
    }

    private static void assertRefusedWalk(String name, Bytes block) {
        RowDataBlock cursor = load(V4, block);
        assertCorrupt(name, () -> keys(cursor));
        assertThat(cursor.valid()).isFalse();
        assertCorrupt(name, cursor::last);
        assertCorrupt(name, () -> cursor.seekLt(Bytes.utf8("z")));
    }

    private static RowDataBlock load(RowPoints points, Bytes block) {
        RowDataBlock cursor = new RowDataBlock(points);
        cursor.load(block, WHERE);
        return cursor;
    }

    private static List<String> keys(RowDataBlock cursor) {
        List<String> keys = new ArrayList<>();
        for (boolean more = cursor.first(); more; more = cursor.next()) {
            keys.add(cursor.userKey().copy().toUtf8());
        }
        return keys;
    }

    private static void assertValue(RowDataBlock cursor, String hex, boolean external) {
        assertThat(cursor.value().copy()).isEqualTo(Bytes.ofHex(hex));
        assertThat(cursor.valueIsExternal()).isEqualTo(external);
        cursor.next();
    }

    private static Bytes key(String userKey, long trailer) {
        return RowBlockAssembler.internalKey(Bytes.utf8(userKey), trailer);
    }
}
