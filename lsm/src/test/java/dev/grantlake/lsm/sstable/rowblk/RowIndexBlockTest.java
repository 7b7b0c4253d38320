package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static dev.grantlake.lsm.sstable.Corruption.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class RowIndexBlockTest {

    private static final Location WHERE = new Location("test.sst", 0, "index block");
    private static final long SEPARATOR = Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.SEPARATOR);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void entriesAreFoundByNumberAndByKey(int interval) {
        RowBlockAssembler assembler = new RowBlockAssembler(interval);
        for (int i = 0; i < 50; i++) {
            Bytes value = new ByteSink().writeVarint(1000L * i).writeVarint(990).toBytes();
            assembler.add(key(separator(i)), i % 2 == 0 ? value : value.plus(Bytes.ofHex("000174")), 6);
        }
        RowIndexBlock index = new RowIndexBlock(assembler.assemble(), WHERE);
        assertThat(index.size()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            assertThat(index.separator(i)).isEqualTo(separator(i));
            assertThat(index.offset(i)).isEqualTo(1000L * i);
            assertThat(index.length(i)).isEqualTo(990);
            assertThat(index.seekGe(separator(i))).isEqualTo(i);
            assertThat(index.seekGe(separator(i).plus(Bytes.ofHex("00")))).isEqualTo(i + 1);
        }
        assertThat(index.seekGe(Bytes.EMPTY)).isZero();
    }

    @Test
    void anIndexMayBeEmpty() {
        RowIndexBlock index = new RowIndexBlock(new RowBlockAssembler(1).assemble(), WHERE);
        assertThat(index.size()).isZero();
        assertThat(index.seekGe(Bytes.utf8("a"))).isZero();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertCorrupt(
                "no trailer",
                () -> new RowIndexBlock(
                        new RowBlockAssembler(1)
                                .add(Bytes.utf8("a"), Bytes.ofHex("0001"), 0)
                                .assemble(),
                        WHERE));
        RowIndexBlock cut = new RowIndexBlock(
                new RowBlockAssembler(1)
                        .add(key(Bytes.utf8("a")), Bytes.ofHex("8001"), 0)
                        .assemble(),
                WHERE);
        assertThat(cut.offset(0)).isEqualTo(128);
        assertCorrupt("cut handle", () -> cut.length(0));
    }

    @Test
    void separatorsThatGrowBySharingAreLimited() {
        RowBlockAssembler assembler = new RowBlockAssembler(Integer.MAX_VALUE);
        Bytes separator = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 17; i++) {
            assembler.add(key(separator), Bytes.ofHex("0001"), separator.length());
        }
        assertRefused(
                "limit", StorageException.Kind.LIMIT_EXCEEDED, () -> new RowIndexBlock(assembler.assemble(), WHERE));
    }

    private static Bytes separator(int number) {
        return Bytes.utf8("key-%04d".formatted(number));
    }

    private static Bytes key(Bytes userKey) {
        return RowBlockAssembler.internalKey(userKey, SEPARATOR);
    }
}
