package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.History.Read;
import dev.grantlake.lake.History.Recorded;
import dev.grantlake.lake.commit.CommitStep;
import dev.grantlake.lake.error.TransactionConflict;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import static dev.grantlake.lake.LakeFolder.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random transactions of several threads, while all is flushed again and again: what each has read and written is held
 * to what snapshots promise. Runs 2000 transactions, times {@code -Dgrantlake.rounds}, with memtables of each form.
 */
@ExtendWith(Seeds.class)
@ParameterizedClass
@EnumSource
@Timeout(900)
class IsolationTest {

    private static final int THREADS = 8;
    private static final int KEYS = 12;

    private final LakeOptions busy;

    IsolationTest(MemtableForm form) {
        this.busy = LakeOptions.PRODUCTION.toBuilder()
                .memtableForm(form)
                .tickInterval(Duration.ofMillis(10))
                .minFlushInterval(Duration.ofMillis(1))
                .build();
    }

    @Test
    @DisplayName("no dirty, fuzzy or fractured read, and no lost update")
    void keepsWhatSnapshotsPromise(Dice dice) throws Exception {
        LakeFolder folder = new LakeFolder();
        List<Recorded> recorded;
        try (Lake lake = folder.open(busy, Lake.Seams.none().with(new Stutter(dice.fork())))) {
            recorded = run(lake, Seeds.rounds(2000), dice);
        }
        History history = new History(recorded);
        assertThat(history.violations()).isEmpty();
        assertThat(recorded).anyMatch(each -> each.commitSeq() == 0);
        Map<String, String> end = new TreeMap<>();
        try (Lake again = folder.open(LakeFolder.QUIET);
                Transaction transaction = again.begin(false)) {
            transaction
                    .getRange(KeyRange.ALL)
                    .forEach(
                            entry -> end.put(entry.key().toUtf8(), entry.value().toUtf8()));
        }
        assertThat(end).isEqualTo(history.end());
    }

    /** The checker must not be one that finds nothing: each violation is put into a sound history, and found. */
    @Test
    @DisplayName("planted violations are caught")
    void catchesWhatIsPlanted(Dice dice) throws Exception {
        List<Recorded> sound;
        try (Lake lake = new LakeFolder().open(busy, Lake.Seams.none().with(new Stutter(dice.fork())))) {
            sound = run(lake, 600, dice);
        }
        assertThat(new History(sound).violations()).isEmpty();
        String uncommitted = sound.stream()
                .filter(each -> each.commitSeq() == 0)
                .flatMap(each -> each.everWritten().stream())
                .filter(value -> !value.startsWith("-"))
                .findFirst()
                .orElseThrow();
        Recorded two = sound.stream()
                .filter(each -> valuesRead(each) >= 2 && each.readSeq() > 20)
                .findFirst()
                .orElseThrow();
        assertCaught("dirty read", sound, two, each -> withFirst(each, uncommitted));
        assertCaught("fuzzy read", sound, two, each -> {
            List<Read> reads = new ArrayList<>(each.reads());
            Read first = foreign(each);
            reads.add(new Read(first.key(), null, false));
            return each.withReads(reads);
        });
        String old = sound.stream()
                .filter(each -> each.commitSeq() > 0 && each.commitSeq() < 10)
                .flatMap(each -> each.writes().values().stream())
                .filter(value -> !value.startsWith("-"))
                .findFirst()
                .orElseThrow();
        assertCaught("fractured read", sound, two, each -> withFirst(each, old));
        assertCaught("stale read", sound, two, each -> each.withReadSeq(each.acknowledged() - 1));
        Recorded overwriting = sound.stream()
                .filter(each -> each.commitSeq() > 0 && overwrites(each, sound))
                .findFirst()
                .orElseThrow();
        assertCaught("lost update", sound, overwriting, each -> each.withReadSeq(0));
    }

    private static int valuesRead(Recorded each) {
        return (int) each.reads().stream()
                .filter(read -> !read.own() && read.value() != null)
                .map(Read::key)
                .distinct()
                .count();
    }

    private static Read foreign(Recorded each) {
        return each.reads().stream()
                .filter(read -> !read.own() && read.value() != null)
                .findFirst()
                .orElseThrow();
    }

    /** All reads of the first key see another value. */
    private static Recorded withFirst(Recorded each, String value) {
        String key = foreign(each).key();
        return each.withReads(each.reads().stream()
                .map(read -> read.key().equals(key) && !read.own() ? new Read(key, value, false) : read)
                .toList());
    }

    private static boolean overwrites(Recorded each, List<Recorded> all) {
        return all.stream()
                .anyMatch(other -> other.commitSeq() > 0
                        && other.commitSeq() < each.commitSeq()
                        && other.writes().keySet().stream()
                                .anyMatch(key -> each.writes().containsKey(key)));
    }

    private static void assertCaught(
            String name, List<Recorded> sound, Recorded victim, UnaryOperator<Recorded> change) {
        List<Recorded> planted = new ArrayList<>(sound);
        planted.set(planted.indexOf(victim), change.apply(victim));
        assertThat(new History(planted).violations()).as(name).anyMatch(violation -> violation.startsWith(name));
    }

    private static List<Recorded> run(Lake lake, int count, Dice dice) throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        List<FutureTask<List<Recorded>>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Client client = new Client(lake, "t" + i, acknowledged, dice.fork());
            FutureTask<List<Recorded>> task = new FutureTask<>(() -> client.run(count / THREADS));
            new Thread(task, "client").start();
            tasks.add(task);
        }
        List<Recorded> all = new ArrayList<>();
        for (FutureTask<List<Recorded>> task : tasks) {
            all.addAll(task.get());
        }
        return all;
    }

    /** Makes some steps of some commits take longer. */
    private static final class Stutter implements CommitStep.Watch {

        private final Dice dice;

        Stutter(Dice dice) {
            this.dice = dice;
        }

        @Override
        public void reached(CommitStep step) {
            // One thread at a time commits.
            if (dice.oneIn(20)) {
                for (int i = dice.below(5000); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** One thread with its transactions. */
    private static final class Client {

        private final Lake lake;
        private final String name;
        private final AtomicLong acknowledged;
        private final Dice dice;
        private int values;

        Client(Lake lake, String name, AtomicLong acknowledged, Dice dice) {
            this.lake = lake;
            this.name = name;
            this.acknowledged = acknowledged;
            this.dice = dice;
        }

        List<Recorded> run(int count) {
            List<Recorded> recorded = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                recorded.add(transaction(name + "." + i));
            }
            return recorded;
        }

        private Recorded transaction(String id) {
            long before = acknowledged.get();
            List<Read> reads = new ArrayList<>();
            Map<String, String> writes = new HashMap<>();
            Set<String> everWritten = new HashSet<>();
            try (Transaction transaction = lake.begin(true)) {
                for (int i = dice.between(2, 8); i > 0; i--) {
                    String key = "k" + (char) ('a' + dice.below(KEYS));
                    if (dice.oneIn(6)) {
                        scan(transaction, reads, writes);
                    } else if (dice.oneIn(2)) {
                        reads.add(read(key, transaction.get(bytes(key)), writes));
                    } else {
                        write(transaction, key, writes, everWritten);
                    }
                    if (dice.oneIn(10)) {
                        // Others come between.
                        lake.stats();
                    }
                }
                return new Recorded(id, before, transaction.readSeq(), reads, writes, everWritten, end(transaction));
            }
        }

        private long end(Transaction transaction) {
            if (dice.oneIn(10)) {
                transaction.cancel();
                return 0;
            }
            try {
                long seq = transaction.commit(dice.oneIn(3) ? Durability.BUFFERED : Durability.SYNC);
                acknowledged.accumulateAndGet(seq, Math::max);
                return seq;
            } catch (TransactionConflict e) {
                return 0;
            }
        }

        private void write(Transaction transaction, String key, Map<String, String> writes, Set<String> everWritten) {
            String value = name + "#" + values++;
            if (dice.oneIn(5)) {
                transaction.delete(bytes(key));
                value = "-" + value;
            } else {
                transaction.set(bytes(key), bytes(value));
            }
            writes.put(key, value);
            everWritten.add(value);
        }

        private void scan(Transaction transaction, List<Read> reads, Map<String, String> writes) {
            Map<String, Bytes> seen = new HashMap<>();
            List<LakeEntry> entries = dice.oneIn(2)
                    ? transaction.getRange(KeyRange.ALL)
                    : transaction.scanDescending(KeyRange.ALL, ScanLimit.NONE, 0);
            entries.forEach(entry -> seen.put(entry.key().toUtf8(), entry.value()));
            for (int i = 0; i < KEYS; i++) {
                String key = "k" + (char) ('a' + i);
                reads.add(read(key, seen.get(key), writes));
            }
        }

        private static Read read(String key, @Nullable Bytes value, Map<String, String> writes) {
            return new Read(key, value == null ? null : value.toUtf8(), writes.containsKey(key));
        }
    }
}
