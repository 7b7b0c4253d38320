package dev.grantlake.kv.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every {@link KeyValueReader} keeps; a test class of an implementation implements it and says how to make one. An
 * implementation that cannot be filled freely uses {@link CursorWalk} on what it has.
 */
@ExtendWith(Seeds.class)
public interface CursorContract {

    /** A reader of exactly these entries; the contract closes it. */
    KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) throws Exception;

    @Test
    default void walksAsTheModelDoes(Dice dice) throws Exception {
        for (int i = 0; i < Seeds.rounds(30); i++) {
            SortedMap<Bytes, Bytes> entries = entries((int) dice.skewed(300), dice);
            try (KeyValueReader reader = readerOf(entries)) {
                new CursorWalk(reader, entries, dice).run(15, 150);
            }
        }
    }

    @Test
    default void showsNothingWhereNothingIs() throws Exception {
        try (KeyValueReader reader = readerOf(new TreeMap<>());
                Cursor cursor = reader.cursor(KeyRange.ALL)) {
            assertThat(cursor.first()).isFalse();
            assertThat(cursor.last()).isFalse();
            assertThat(cursor.seekGe(Bytes.EMPTY)).isFalse();
            assertThat(cursor.seekLt(Bytes.ofHex("ff"))).isFalse();
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.prev()).isFalse();
            assertThat(cursor.valid()).isFalse();
            assertThat(reader.get(Bytes.EMPTY)).isNull();
        }
    }

    @Test
    default void staysInvalidPastAnEnd() throws Exception {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        entries.put(Bytes.utf8("a"), Bytes.utf8("1"));
        entries.put(Bytes.utf8("b"), Bytes.EMPTY);
        try (KeyValueReader reader = readerOf(entries);
                Cursor cursor = reader.cursor(KeyRange.ALL)) {
            assertThat(cursor.next()).as("next from nowhere").isFalse();
            assertThat(cursor.prev()).as("prev from nowhere").isFalse();
            assertThat(cursor.last()).isTrue();
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.prev()).as("prev from past the end").isFalse();
            assertThat(cursor.first()).isTrue();
            assertThat(cursor.prev()).isFalse();
            assertThat(cursor.next()).as("next from before the start").isFalse();
            assertThat(cursor.seekGe(Bytes.utf8("b"))).isTrue();
            assertThat(cursor.value().length()).isZero();
        }
    }

    @Test
    default void clampsSeeksToTheRange() throws Exception {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        for (String key : new String[] {"a", "b", "c", "d", "e"}) {
            entries.put(Bytes.utf8(key), Bytes.utf8(key));
        }
        try (KeyValueReader reader = readerOf(entries);
                Cursor cursor = reader.cursor(new KeyRange(Bytes.utf8("b"), Bytes.utf8("d")))) {
            assertThat(cursor.seekGe(Bytes.utf8("a"))).isTrue();
            assertThat(cursor.key().copy()).isEqualTo(Bytes.utf8("b"));
            assertThat(cursor.prev()).isFalse();
            assertThat(cursor.seekLt(Bytes.utf8("z"))).isTrue();
            assertThat(cursor.key().copy()).isEqualTo(Bytes.utf8("c"));
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.seekGe(Bytes.utf8("d"))).isFalse();
            assertThat(cursor.seekLt(Bytes.utf8("b"))).isFalse();
        }
    }

    @Test
    default void keepsCursorsApart() throws Exception {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            entries.put(Bytes.wrap(new byte[] {(byte) i}), Bytes.wrap(new byte[] {(byte) -i}));
        }
        try (KeyValueReader reader = readerOf(entries);
                Cursor up = reader.cursor(KeyRange.ALL);
                Cursor down = reader.cursor(KeyRange.ALL)) {
            assertThat(up.first()).isTrue();
            assertThat(down.last()).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThat(up.key().at(0)).isEqualTo((byte) i);
                assertThat(down.key().at(0)).isEqualTo((byte) (99 - i));
                assertThat(up.next()).isEqualTo(i < 99);
                assertThat(down.prev()).isEqualTo(i < 99);
            }
        }
    }

    @Test
    default void endsWithItsClose() throws Exception {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        entries.put(Bytes.utf8("a"), Bytes.utf8("1"));
        KeyValueReader reader = readerOf(entries);
        Cursor cursor = reader.cursor(KeyRange.ALL);
        cursor.close();
        cursor.close();
        assertClosed(cursor::first);
        Bytes value = reader.get(Bytes.utf8("a"));
        reader.close();
        reader.close();
        assertThat(value).isEqualTo(Bytes.utf8("1"));
        assertClosed(() -> reader.get(Bytes.utf8("a")));
        assertClosed(() -> reader.cursor(KeyRange.ALL));
    }

    private static void assertClosed(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    /**
     * Keys that share prefixes, are prefixes of each other and reach both ends of the byte order; values of all sizes.
     */
    private static SortedMap<Bytes, Bytes> entries(int count, Dice dice) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        int alphabet = dice.between(1, 5);
        int maxLength = dice.between(1, 12);
        for (int i = 0; i < count; i++) {
            Bytes key = Bytes.wrap(dice.key(alphabet, maxLength));
            // Not every store takes a key of no bytes.
            entries.put(key.isEmpty() ? Bytes.wrap(new byte[1]) : key, Bytes.wrap(dice.bytes((int) dice.skewed(300))));
        }
        return entries;
    }
}
