package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.error.ConditionNotMet;
import dev.grantlake.lake.error.KeyAlreadyExists;
import dev.grantlake.lake.error.NoSavePoint;
import dev.grantlake.lake.error.TransactionFinished;
import dev.grantlake.lake.error.TransactionReadonly;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.error.VersionedReadsUnsupported;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

import static dev.grantlake.lake.LakeFolder.bytes;
import static dev.grantlake.lake.LakeFolder.get;
import static dev.grantlake.lake.LakeFolder.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every operation of a transaction, over all the layers that it reads. */
@ExtendWith(Seeds.class)
@ParameterizedClass
@EnumSource
class TransactionTest {

    private static final KeyRange ALL = KeyRange.ALL;

    private final LakeFolder folder = new LakeFolder();
    private final LakeOptions quiet;
    private Lake lake;

    TransactionTest(MemtableForm form) {
        this.quiet = LakeFolder.QUIET.toBuilder().memtableForm(form).build();
    }

    @BeforeEach
    void open() {
        lake = folder.open(quiet);
    }

    @AfterEach
    void close() {
        lake.close();
        assertThat(folder.table.openViews())
                .as("views of the table that nobody closed")
                .isZero();
    }

    private void write(Consumer<Transaction> work) {
        try (Transaction transaction = lake.begin(true)) {
            work.accept(transaction);
            transaction.commit();
        }
    }

    /** Runs {@code work} three times: with the data in memory, in part in the table, and all in the table. */
    private void onEveryLayer(Runnable data, Consumer<Transaction> work) {
        data.run();
        for (int flushed = 0; flushed < 2; flushed++) {
            try (Transaction transaction = lake.begin(true)) {
                work.accept(transaction);
            }
            lake.flush();
        }
        try (Transaction transaction = lake.begin(true)) {
            work.accept(transaction);
        }
    }

    private void abcde() {
        String[] pairs = {"a", "1", "b", "2", "c", "3", "d", "4", "e", "5"};
        for (int i = 0; i < pairs.length; i += 2) {
            set(lake, pairs[i], pairs[i + 1]);
        }
    }

    @Test
    @DisplayName("19.3 to 19.6 get, set, del and exists within one transaction")
    void readsItsOwnWrites() {
        try (Transaction transaction = lake.begin(true)) {
            assertThat(transaction.get(bytes("k"))).isNull();
            assertThat(transaction.exists(bytes("k"))).isFalse();
            transaction.set(bytes("k"), bytes("v"));
            assertThat(transaction.get(bytes("k"))).isEqualTo(bytes("v"));
            assertThat(transaction.exists(bytes("k"))).isTrue();
            transaction.delete(bytes("k"));
            assertThat(transaction.get(bytes("k"))).isNull();
            assertThat(transaction.exists(bytes("k"))).isFalse();
            assertThat(transaction.commit()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("19.7 to 19.11 commit, cancel, delete, overwrite, and the five in the table")
    void commitsAllOrNothing() {
        write(transaction -> {
            transaction.set(bytes("a"), bytes("1"));
            transaction.set(bytes("b"), bytes("2"));
        });
        assertThat(get(lake, "a")).isEqualTo("1");
        assertThat(get(lake, "b")).isEqualTo("2");
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(bytes("a"), bytes("x"));
            transaction.cancel();
        }
        assertThat(get(lake, "a")).isEqualTo("1");
        lake.flush();
        write(transaction -> transaction.delete(bytes("a")));
        assertThat(get(lake, "a")).isNull();
        set(lake, "b", "3");
        set(lake, "b", "4");
        assertThat(get(lake, "b")).isEqualTo("4");
        lake.flush();
        assertThat(get(lake, "a")).isNull();
        try (Transaction transaction = lake.begin(false)) {
            assertThat(transaction.getRange(ALL)).containsExactly(new LakeEntry(bytes("b"), bytes("4")));
        }
    }

    @Test
    @DisplayName("19.12 put on a missing key succeeds, on an existing one it fails")
    void putsWhatIsNotThere() {
        write(transaction -> transaction.put(bytes("k"), bytes("1")));
        onEveryLayer(() -> {}, transaction -> {
            fails(KeyAlreadyExists.class, () -> transaction.put(bytes("k"), bytes("2")));
            transaction.delete(bytes("k"));
            transaction.put(bytes("k"), bytes("3"));
            fails(KeyAlreadyExists.class, () -> transaction.put(bytes("k"), bytes("4")));
        });
        assertThat(get(lake, "k")).isEqualTo("1");
    }

    @Test
    @DisplayName("19.13 putc: a match replaces, a mismatch fails, none inserts")
    void putsOnCondition() {
        write(transaction -> transaction.putIf(bytes("k"), bytes("1"), null));
        onEveryLayer(() -> {}, transaction -> {
            fails(ConditionNotMet.class, () -> transaction.putIf(bytes("k"), bytes("2"), bytes("x")));
            fails(ConditionNotMet.class, () -> transaction.putIf(bytes("k"), bytes("2"), null));
            fails(ConditionNotMet.class, () -> transaction.putIf(bytes("m"), bytes("2"), bytes("1")));
            transaction.putIf(bytes("k"), bytes("2"), bytes("1"));
            assertThat(transaction.get(bytes("k"))).isEqualTo(bytes("2"));
        });
    }

    @Test
    @DisplayName("19.14 delc: a match deletes, a mismatch fails, none on a missing key does nothing")
    void deletesOnCondition() {
        set(lake, "k", "1");
        onEveryLayer(() -> {}, transaction -> {
            fails(ConditionNotMet.class, () -> transaction.deleteIf(bytes("k"), bytes("x")));
            fails(ConditionNotMet.class, () -> transaction.deleteIf(bytes("k"), null));
            fails(ConditionNotMet.class, () -> transaction.deleteIf(bytes("m"), bytes("x")));
            assertThat(transaction.get(bytes("k"))).isEqualTo(bytes("1"));
            transaction.deleteIf(bytes("k"), bytes("1"));
            assertThat(transaction.get(bytes("k"))).isNull();
        });
        try (Transaction transaction = lake.begin(true)) {
            transaction.deleteIf(bytes("m"), null);
            assertThat(transaction.commit()).as("no tombstone is written").isZero();
        }
    }

    @Test
    @DisplayName("19.15 scan, scanr, keys, keysr")
    void scansBothWays() {
        onEveryLayer(this::abcde, transaction -> {
            assertThat(text(transaction.scan(ALL, ScanLimit.NONE, 0))).isEqualTo("a1 b2 c3 d4 e5");
            assertThat(text(transaction.scanDescending(ALL, ScanLimit.NONE, 0))).isEqualTo("e5 d4 c3 b2 a1");
            assertThat(transaction.keys(ALL, ScanLimit.NONE, 0)).hasToString("[61, 62, 63, 64, 65]");
            assertThat(transaction.keysDescending(ALL, ScanLimit.NONE, 0)).hasToString("[65, 64, 63, 62, 61]");
        });
    }

    @Test
    @DisplayName("19.16 skip 2 limit 2, and an end that is exclusive")
    void skipsAndLimits() {
        onEveryLayer(this::abcde, transaction -> {
            assertThat(text(transaction.scan(ALL, new ScanLimit.Count(2), 2))).isEqualTo("c3 d4");
            assertThat(text(transaction.scanDescending(ALL, new ScanLimit.Count(2), 2)))
                    .isEqualTo("c3 b2");
            assertThat(text(transaction.scan(range("b", "d"), ScanLimit.NONE, 0)))
                    .isEqualTo("b2 c3");
            assertThat(text(transaction.scan(range("d", "b"), ScanLimit.NONE, 0)))
                    .isEmpty();
            assertThat(text(transaction.scan(range("b", "b"), ScanLimit.NONE, 0)))
                    .isEmpty();
            assertThat(text(transaction.scan(ALL, ScanLimit.NONE, 5))).isEmpty();
        });
        try (Transaction transaction = lake.begin(false)) {
            assertThatThrownBy(() -> transaction.scan(ALL, ScanLimit.NONE, -1)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> new ScanLimit.Count(-1)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    @DisplayName("19.17 pending writes in order, pending deletions hide")
    void mergesBeforeItSkips() {
        onEveryLayer(this::abcde, transaction -> {
            transaction.delete(bytes("b"));
            transaction.set(bytes("aa"), bytes("x"));
            transaction.set(bytes("d"), bytes("y"));
            assertThat(text(transaction.getRange(ALL))).isEqualTo("a1 aax c3 dy e5");
            assertThat(text(transaction.scan(ALL, new ScanLimit.Count(2), 1))).isEqualTo("aax c3");
            assertThat(text(transaction.scanDescending(ALL, new ScanLimit.Count(3), 1)))
                    .isEqualTo("dy c3 aax");
            assertThat(transaction.count(ALL)).isEqualTo(5);
        });
    }

    @Test
    @DisplayName("19.18 limits of bytes")
    void limitsBytes() {
        onEveryLayer(this::abcde, transaction -> {
            assertThat(transaction.scan(ALL, new ScanLimit.Bytes(5), 0)).hasSize(3);
            assertThat(transaction.scan(ALL, new ScanLimit.BytesOrCount(3, 100), 0))
                    .hasSize(2);
            assertThat(transaction.scan(ALL, new ScanLimit.BytesOrCount(1_000_000, 2), 0))
                    .hasSize(2);
            assertThat(transaction.keys(ALL, new ScanLimit.Bytes(5), 0))
                    .as("values count")
                    .hasSize(3);
            assertThat(transaction.keysDescending(ALL, new ScanLimit.Bytes(5), 1))
                    .hasSize(3);
            assertThat(transaction.scan(ALL, new ScanLimit.Bytes(0), 0))
                    .as("one at least")
                    .hasSize(1);
            assertThat(transaction.scan(ALL, new ScanLimit.BytesOrCount(9, 0), 0))
                    .isEmpty();
            assertThat(transaction.scan(ALL, new ScanLimit.Count(0), 0)).isEmpty();
        });
    }

    @Test
    void readsMuchAtOnceAndInParts() {
        onEveryLayer(this::abcde, transaction -> {
            transaction.delete(bytes("c"));
            transaction.set(bytes("x"), bytes("9"));
            assertThat(transaction.getAll(List.of(bytes("x"), bytes("c"), bytes("a"), bytes("q"), bytes("a"))))
                    .containsExactly(bytes("9"), null, bytes("1"), null, bytes("1"));
            Batch<Bytes> keys = transaction.batchKeys(ALL, 2);
            assertThat(keys.entries()).containsExactly(bytes("a"), bytes("b"));
            assertThat(keys.rest()).isEqualTo(ALL.after(bytes("b")));
            Batch<LakeEntry> entries = transaction.batchEntries(new KeyRange(bytes("d"), null), 4);
            assertThat(text(entries.entries())).isEqualTo("d4 e5 x9");
            assertThat(entries.rest()).isNull();
        });
        write(transaction -> {
            transaction.set(Bytes.ofHex("61ff"), bytes("."));
            transaction.set(Bytes.ofHex("61ff00"), bytes("."));
        });
        try (Transaction transaction = lake.begin(false)) {
            assertThat(transaction.getPrefix(bytes("a"))).hasSize(3);
            assertThat(transaction.batchKeys(range("a", "b"), 2).rest())
                    .as("a key that extends the last is not left out")
                    .isEqualTo(new KeyRange(Bytes.ofHex("61ff00"), bytes("b")));
        }
    }

    @Test
    void deletesRanges() {
        abcde();
        write(transaction -> {
            for (int i = 0; i < 1200; i++) {
                transaction.set(bytes("m" + i), bytes("."));
            }
        });
        lake.flush();
        write(transaction -> {
            transaction.set(bytes("mine"), bytes("."));
            transaction.deletePrefix(bytes("m"));
            transaction.deleteRange(range("b", "d"));
        });
        try (Transaction transaction = lake.begin(false)) {
            assertThat(text(transaction.getRange(ALL))).isEqualTo("a1 d4 e5");
            fails(TransactionReadonly.class, () -> transaction.deleteRange(ALL));
        }
    }

    @Test
    @DisplayName("19.19 savepoints")
    void goesBackToSavepoints() {
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(bytes("a"), bytes("1"));
            transaction.newSavePoint();
            transaction.set(bytes("a"), bytes("2"));
            transaction.newSavePoint();
            transaction.set(bytes("b"), bytes("3"));
            transaction.rollbackToSavePoint();
            assertThat(text(transaction.getRange(ALL))).isEqualTo("a2");
            transaction.rollbackToSavePoint();
            assertThat(text(transaction.getRange(ALL))).isEqualTo("a1");
            fails(NoSavePoint.class, transaction::rollbackToSavePoint);
            transaction.newSavePoint();
            transaction.set(bytes("c"), bytes("4"));
            transaction.releaseLastSavePoint();
            fails(NoSavePoint.class, transaction::releaseLastSavePoint);
            assertThat(text(transaction.getRange(ALL))).isEqualTo("a1 c4");
        }
    }

    @Test
    @DisplayName("19.20 and 19.67 D13: a read of the past sees nothing later, and nothing of its own transaction")
    void readsVersionsOfThePast() {
        lake.flush();
        long before = lake.stats().version();
        set(lake, "k", "1");
        lake.flush();
        long first = lake.stats().version();
        set(lake, "k", "2");
        lake.flush();
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(bytes("k"), bytes("mine"));
            transaction.set(bytes("l"), bytes("mine"));
            VersionReader past = transaction.at(first);
            assertThat(past.get(bytes("k"))).isEqualTo(bytes("1"));
            assertThat(past.get(bytes("l"))).isNull();
            assertThat(text(past.getRange(ALL))).isEqualTo("k1");
            assertThat(transaction.at(before).exists(bytes("k"))).isFalse();
            assertThat(transaction.at(first + 1).get(bytes("k"))).isEqualTo(bytes("2"));
            assertThat(naiveGet(transaction, past))
                    .as("what asks the pending writes first")
                    .isEqualTo(bytes("mine"));
            fails(VersionNotFound.class, () -> transaction.at(first + 2));
            fails(VersionNotFound.class, () -> transaction.at(0));
            assertThat(transaction
                            .at(Instant.ofEpochSecond(first).plusMillis(999))
                            .version())
                    .as("the newest of that time")
                    .isEqualTo(first);
            assertThat(transaction.at(Instant.ofEpochSecond(1000)).version()).isEqualTo(first + 1);
            fails(VersionNotFound.class, () -> transaction.at(Instant.EPOCH));
            transaction.cancel();
            fails(TransactionFinished.class, () -> past.get(bytes("k")));
        }
    }

    private static @Nullable Bytes naiveGet(Transaction transaction, VersionReader past) {
        Bytes own = transaction.get(bytes("k"));
        return own == null ? past.get(bytes("k")) : own;
    }

    @Test
    @DisplayName("19.21 a lake without versions, whatever the state of the transaction")
    void refusesVersionsWhereThereAreNone() {
        try (Lake unversioned =
                        new LakeFolder().open(quiet.toBuilder().versioned(false).build());
                Transaction transaction = unversioned.begin(false)) {
            fails(VersionedReadsUnsupported.class, () -> transaction.at(1));
            fails(VersionedReadsUnsupported.class, () -> transaction.at(Instant.EPOCH));
            transaction.cancel();
            fails(VersionedReadsUnsupported.class, () -> transaction.at(1));
        }
    }

    @Test
    void saysFinishedBeforeReadonly() {
        Transaction reading = lake.begin(false);
        assertThat(reading.isWritable()).isFalse();
        for (ThrowingCallable write : writesOf(reading)) {
            fails(TransactionReadonly.class, write);
        }
        assertThat(reading.isFinished()).as("a refused commit leaves it open").isFalse();
        reading.newSavePoint();
        reading.cancel();
        for (ThrowingCallable write : writesOf(reading)) {
            fails(TransactionFinished.class, write);
        }
        fails(TransactionFinished.class, reading::cancel);
        fails(TransactionFinished.class, () -> reading.get(bytes("a")));
        fails(TransactionFinished.class, () -> reading.getRange(ALL));
        fails(TransactionFinished.class, reading::newSavePoint);
        fails(TransactionFinished.class, () -> reading.at(1));
        reading.close();
        Transaction writing = lake.begin(true);
        assertThat(writing.commit()).as("an empty commit takes no number").isZero();
        assertThat(writing.isFinished()).isTrue();
        fails(TransactionFinished.class, writing::commit);
        assertThat(set(lake, "a", "1")).isEqualTo(1);
    }

    private static List<ThrowingCallable> writesOf(Transaction transaction) {
        return List.of(
                () -> transaction.set(bytes("a"), bytes("1")),
                () -> transaction.put(bytes("a"), bytes("1")),
                () -> transaction.putIf(bytes("a"), bytes("1"), null),
                () -> transaction.delete(bytes("a")),
                () -> transaction.deleteIf(bytes("a"), null),
                () -> transaction.deleteRange(ALL),
                () -> transaction.deletePrefix(bytes("a")),
                transaction::commit);
    }

    @Test
    void refusesWhatIsTooLargeOrEmpty() {
        LakeOptions small = LakeFolder.QUIET.toBuilder()
                .maxKeyBytes(3)
                .maxValueBytes(4)
                .maxTransactionBytes(100)
                .build();
        try (Lake tight = new LakeFolder().open(small);
                Transaction transaction = tight.begin(true)) {
            failsWith(StorageException.Kind.INVALID_ARGUMENT, () -> transaction.set(Bytes.EMPTY, bytes("v")));
            failsWith(StorageException.Kind.LIMIT_EXCEEDED, () -> transaction.set(bytes("long"), bytes("v")));
            failsWith(StorageException.Kind.LIMIT_EXCEEDED, () -> transaction.delete(bytes("long")));
            failsWith(StorageException.Kind.LIMIT_EXCEEDED, () -> transaction.set(bytes("k"), bytes("value")));
            transaction.set(bytes("k"), Bytes.EMPTY);
            assertThat(transaction.get(bytes("k"))).isEqualTo(Bytes.EMPTY);
            for (int i = 0; i < 40; i++) {
                transaction.set(bytes("k" + i), bytes("v"));
            }
            failsWith(StorageException.Kind.LIMIT_EXCEEDED, transaction::commit);
            assertThat(transaction.isFinished()).isFalse();
        }
    }

    @Test
    @DisplayName("19.47 a transaction begun before a write goes on to see the old value; read committed sees the new")
    void isolates() {
        set(lake, "k", "old");
        try (Transaction transaction = lake.begin(false);
                Cursor cursor = transaction.cursor(ALL)) {
            set(lake, "k", "new");
            lake.flush();
            assertThat(transaction.get(bytes("k"))).isEqualTo(bytes("old"));
            assertThat(cursor.first()).isTrue();
            assertThat(cursor.value().copy()).isEqualTo(bytes("old"));
        }
        LakeOptions loose =
                quiet.toBuilder().isolation(Isolation.READ_COMMITTED).build();
        try (Lake other = new LakeFolder().open(loose);
                Transaction transaction = other.begin(false)) {
            set(other, "k", "new");
            assertThat(transaction.get(bytes("k"))).isEqualTo(bytes("new"));
            assertThat(text(transaction.getRange(ALL))).isEqualTo("knew");
        }
    }

    @Test
    @DisplayName("19.24 25 transactions of 8 operations over 16 keys, held to a map")
    void doesAsTheModelDoes(Dice dice) {
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        for (int i = 0; i < Seeds.rounds(25); i++) {
            TreeMap<Bytes, Bytes> next = new TreeMap<>(model);
            try (Transaction transaction = lake.begin(true)) {
                for (int step = 0; step < 8; step++) {
                    Bytes key = bytes("k" + dice.below(16));
                    switch (dice.below(3)) {
                        case 0 -> {
                            Bytes value = Bytes.wrap(dice.bytes(4));
                            transaction.set(key, value);
                            next.put(key, value);
                        }
                        case 1 -> {
                            transaction.delete(key);
                            next.remove(key);
                        }
                        default -> assertThat(transaction.get(key)).isEqualTo(next.get(key));
                    }
                }
                if (dice.oneIn(2)) {
                    transaction.commit();
                    model = next;
                } else {
                    transaction.cancel();
                }
            }
            if (dice.oneIn(5)) {
                lake.flush();
            }
            List<LakeEntry> expected = new ArrayList<>();
            model.forEach((key, value) -> expected.add(new LakeEntry(key, value)));
            try (Transaction transaction = lake.begin(false)) {
                assertThat(transaction.getRange(ALL)).isEqualTo(expected);
                Collections.reverse(expected);
                assertThat(transaction.scanDescending(ALL, ScanLimit.NONE, 0)).isEqualTo(expected);
            }
        }
    }

    private static KeyRange range(String from, String to) {
        return new KeyRange(bytes(from), bytes(to));
    }

    private static String text(List<LakeEntry> entries) {
        List<String> texts = new ArrayList<>();
        entries.forEach(entry -> texts.add(entry.key().toUtf8() + entry.value().toUtf8()));
        return String.join(" ", texts);
    }

    private static void fails(Class<? extends Exception> type, ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(type);
    }

    private static void failsWith(StorageException.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
