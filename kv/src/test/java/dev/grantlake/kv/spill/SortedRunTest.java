package dev.grantlake.kv.spill;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.testbase.Dice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SortedRunTest implements CursorContract {

    @TempDir
    private Path folder;

    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        try (SortedRun.Writer writer = new SortedRun.Writer(folder)) {
            entries.forEach(writer::add);
            return writer.finish();
        }
    }

    @Test
    void walksOverManyBlocks(Dice dice) {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            // From many entries a block to one of several times its size.
            int size = dice.oneIn(50) ? 200_000 : dice.below(3_000);
            entries.put(Bytes.wrap(dice.key(3, 6)), Bytes.wrap(dice.bytes(size)));
        }
        try (KeyValueReader reader = readerOf(entries)) {
            assertThat(((SortedRun) reader).blocks()).isGreaterThan(5);
            new CursorWalk(reader, entries, dice).run(20, 200);
        }
    }

    @Test
    void leavesNothingBehind() {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        entries.put(Bytes.utf8("a"), Bytes.utf8("b"));
        KeyValueReader reader = readerOf(entries);
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            assertThat(cursor.first()).isTrue();
        }
        reader.close();
        reader.close();
        new SortedRun.Writer(folder).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesKeysThatDoNotAscend() {
        try (SortedRun.Writer writer = new SortedRun.Writer(folder)) {
            writer.add(Bytes.utf8("b"), Bytes.EMPTY);
            assertThatThrownBy(() -> writer.add(Bytes.utf8("b"), Bytes.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.add(Bytes.utf8("a"), Bytes.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
