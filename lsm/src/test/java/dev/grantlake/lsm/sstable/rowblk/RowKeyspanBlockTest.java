package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.Span;
import org.junit.jupiter.api.Test;

import java.util.List;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static dev.grantlake.lsm.sstable.Corruption.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class RowKeyspanBlockTest {

    private static final Location WHERE = new Location("test.sst", 0, "range-key block");
    private static final long SET = Trailer.of(9, KeyKind.RANGE_KEY_SET);
    private static final long UNSET = Trailer.of(8, KeyKind.RANGE_KEY_UNSET);
    private static final long DELETE = Trailer.of(7, KeyKind.RANGE_KEY_DELETE);
    private static final long RANGE_DELETE = Trailer.of(5, KeyKind.RANGE_DELETE);

    @Test
    void anEntryMayHaveSeveralSuffixes() {
        Bytes block = new RowBlockAssembler(1)
                .add(key("a", SET), lengthPrefixed("c", "@2", "two", "@1", ""), 0)
                .add(key("a", UNSET), lengthPrefixed("c", "@4", "@3"), 0)
                .add(key("a", DELETE), Bytes.utf8("c"), 0)
                .add(key("c", RANGE_DELETE), Bytes.utf8("d"), 0)
                .assemble();
        assertThat(RowKeyspanBlock.decode(block, WHERE))
                .containsExactly(
                        span("a", "c", SET, "@2", "two"),
                        span("a", "c", SET, "@1", ""),
                        span("a", "c", UNSET, "@4", ""),
                        span("a", "c", UNSET, "@3", ""),
                        span("a", "c", DELETE, "", ""),
                        span("c", "d", RANGE_DELETE, "", ""));
    }

    @Test
    void spansThatShareTheirStartsAreRead() {
        Bytes block = new RowBlockAssembler(16)
                .add(key("prefix-a", RANGE_DELETE), Bytes.utf8("prefix-b"), 8)
                .add(key("prefix-b", RANGE_DELETE), Bytes.utf8("prefix-c"), 8)
                .assemble();
        assertThat(RowKeyspanBlock.decode(block, WHERE))
                .extracting(Span::start)
                .containsExactly(Bytes.utf8("prefix-a"), Bytes.utf8("prefix-b"));
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertRefusedSpans("backwards", deletion("b", "a", 1));
        assertRefusedSpans("empty", deletion("a", "a", 1));
        assertRefusedSpans("overlap", deletion("a", "c", 1), deletion("b", "d", 1));
        assertRefusedSpans("other end", deletion("a", "c", 2), deletion("a", "d", 1));
        assertRefusedSpans("old before new", deletion("a", "c", 1), deletion("a", "c", 2));
        assertRefusedSpans("out of order", deletion("c", "d", 1), deletion("a", "b", 1));
        assertRefusedSpans("a point", new Entry(key("a", Trailer.of(1, KeyKind.SET)), Bytes.utf8("b")));
        assertRefusedSpans("no kind", new Entry(key("a", 99), Bytes.utf8("b")));
        assertRefusedSpans("no trailer", new Entry(Bytes.utf8("a"), Bytes.utf8("b")));
        assertRefusedSpans("no suffix", new Entry(key("a", UNSET), lengthPrefixed("b")));
        assertRefusedSpans("no value", new Entry(key("a", SET), lengthPrefixed("b", "@1")));
        assertRefusedSpans("cut end", new Entry(key("a", SET), Bytes.ofHex("0962")));
    }

    @Test
    void startsThatGrowBySharingAreLimited() {
        RowBlockAssembler assembler = new RowBlockAssembler(Integer.MAX_VALUE);
        Bytes start = Bytes.wrap(new byte[1 << 18]);
        for (int i = 200; i > 0; i--) {
            Bytes key = RowBlockAssembler.internalKey(start, Trailer.of(i, KeyKind.RANGE_DELETE));
            assembler.add(key, Bytes.utf8("b"), start.length());
        }
        assertRefused(
                "limit",
                StorageException.Kind.LIMIT_EXCEEDED,
                () -> RowKeyspanBlock.decode(assembler.assemble(), WHERE));
    }

    private record Entry(Bytes key, Bytes value) {}

    private static Entry deletion(String start, String end, long sequence) {
        return new Entry(key(start, Trailer.of(sequence, KeyKind.RANGE_DELETE)), Bytes.utf8(end));
    }

    private static void assertRefusedSpans(String name, Entry... entries) {
        RowBlockAssembler assembler = new RowBlockAssembler(1);
        for (Entry entry : entries) {
            assembler.add(entry.key, entry.value, 0);
        }
        assertCorrupt(name, () -> RowKeyspanBlock.decode(assembler.assemble(), WHERE));
    }

    private static Bytes lengthPrefixed(String... parts) {
        ByteSink sink = new ByteSink();
        for (String part : List.of(parts)) {
            sink.writeVarint(part.length()).writeUtf8(part);
        }
        return sink.toBytes();
    }

    private static Span span(String start, String end, long trailer, String suffix, String value) {
        return new Span(Bytes.utf8(start), Bytes.utf8(end), trailer, Bytes.utf8(suffix), Bytes.utf8(value));
    }

    private static Bytes key(String userKey, long trailer) {
        return RowBlockAssembler.internalKey(Bytes.utf8(userKey), trailer);
    }
}
