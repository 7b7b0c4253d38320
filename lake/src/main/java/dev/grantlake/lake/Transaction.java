package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.commit.CheckedKey;
import dev.grantlake.lake.commit.Snapshot;
import dev.grantlake.lake.commit.Submission;
import dev.grantlake.lake.error.ConditionNotMet;
import dev.grantlake.lake.error.KeyAlreadyExists;
import dev.grantlake.lake.error.NoSavePoint;
import dev.grantlake.lake.error.TransactionFinished;
import dev.grantlake.lake.error.TransactionReadonly;
import dev.grantlake.lake.error.VersionedReadsUnsupported;
import dev.grantlake.lake.memtable.Memtable.Found;
import dev.grantlake.lake.memtable.Memtable.Value;
import dev.grantlake.lake.read.HeldCursor;
import dev.grantlake.lake.read.LayeredCursor;
import dev.grantlake.lake.read.Pending;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Reads and writes that become visible together, or not at all. Reads see the lake as it was when the transaction began
 * (unless its {@link Isolation} says otherwise), with what the transaction itself is going to write on top. Nothing is
 * written before the commit. Belongs to one thread; whoever began it ends it, by {@link #commit}, {@link #cancel} or
 * {@link #close}.
 *
 * <p>After its end every call but {@link #close} and the questions about its state fails with
 * {@link TransactionFinished}; one that was begun for reading fails to write with {@link TransactionReadonly}.
 */
public final class Transaction implements LakeReader, AutoCloseable {

    /** The name of the kind of store. */
    public static final String KIND = "lance";

    private static final int DELETION_BATCH = 500;

    private final Lake lake;
    private final boolean writable;
    private final Snapshot snapshot;
    private final Deque<Pending> savepoints = new ArrayDeque<>();
    /** Keys that a condition has looked at, and up to which commit it has seen them. */
    private final Map<Bytes, Long> conditions = new HashMap<>();

    private final List<VersionReader> versions = new ArrayList<>();
    private Pending pending = new Pending();
    private boolean finished;

    Transaction(Lake lake, boolean writable, Snapshot snapshot) {
        this.lake = lake;
        this.writable = writable;
        this.snapshot = snapshot;
    }

    /** Whether it was committed or cancelled. */
    public boolean isFinished() {
        return finished;
    }

    /** Whether it was begun for writing. */
    public boolean isWritable() {
        return writable;
    }

    /** The number of the last commit that it saw when it began. */
    public long readSeq() {
        return snapshot.seq();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        requireUnfinished();
        Found own = pending.get(key);
        if (own != null) {
            return pending.value(key);
        }
        try (Snapshot moment = moment()) {
            return view(moment).state().get(key, view(moment).seq());
        }
    }

    @Override
    public boolean exists(Bytes key) {
        requireUnfinished();
        Found own = pending.get(key);
        if (own != null) {
            return own instanceof Value;
        }
        try (Snapshot moment = moment()) {
            return view(moment).state().contains(key, view(moment).seq());
        }
    }

    @Override
    public List<@Nullable Bytes> getAll(List<Bytes> keys) {
        requireUnfinished();
        @Nullable Bytes[] values = new @Nullable Bytes[keys.size()];
        List<Bytes> asked = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Found own = pending.get(keys.get(i));
            if (own == null) {
                asked.add(keys.get(i));
                places.add(i);
            } else {
                values[i] = pending.value(keys.get(i));
            }
        }
        try (Snapshot moment = moment()) {
            List<@Nullable Bytes> answers =
                    view(moment).state().getAll(asked, view(moment).seq());
            for (int i = 0; i < asked.size(); i++) {
                values[places.get(i)] = answers.get(i);
            }
        }
        return Arrays.asList(values);
    }

    /**
     * A cursor over the range. What the transaction changes while it is open may show or not. The caller closes it,
     * before the end of the transaction.
     */
    @Override
    public Cursor cursor(KeyRange range) {
        return cursor(range, false);
    }

    @Override
    public Cursor keyCursor(KeyRange range) {
        return cursor(range, true);
    }

    private Cursor cursor(KeyRange range, boolean keysOnly) {
        requireUnfinished();
        Snapshot moment = moment();
        try {
            Snapshot seen = view(moment);
            Cursor merged =
                    LayeredCursor.with(pending.cursor(range), seen.state().layers(range, seen.seq(), keysOnly));
            return moment == null ? merged : new HeldCursor(merged, moment::close);
        } catch (RuntimeException | Error e) {
            try (moment) {
                throw e;
            }
        }
    }

    /** The moment to read at, if that is not the beginning of the transaction. */
    private @Nullable Snapshot moment() {
        return lake.options().isolation() == Isolation.READ_COMMITTED ? lake.openSnapshot(false) : null;
    }

    private Snapshot view(@Nullable Snapshot moment) {
        return moment == null ? snapshot : moment;
    }

    /**
     * The lake as it was in a version, for as long as neither the result nor this transaction is closed.
     *
     * @throws VersionedReadsUnsupported if the lake was opened without versions, whatever the state of the transaction
     * @throws dev.grantlake.lake.error.VersionNotFound if there is no such version, or not any more
     */
    public VersionReader at(long version) {
        return at("version " + version, () -> lake.table().at(version));
    }

    /**
     * The lake as it was at a time: in the newest version that was there then.
     *
     * @throws VersionedReadsUnsupported as above
     * @throws dev.grantlake.lake.error.VersionNotFound if there is no version as old as that, or not any more
     */
    public VersionReader at(Instant time) {
        return at(time.toString(), () -> lake.table().at(time));
    }

    private VersionReader at(String what, Supplier<TableView> open) {
        if (!lake.options().versioned()) {
            throw new VersionedReadsUnsupported(what + " of a lake that was opened without versions");
        }
        requireUnfinished();
        VersionReader reader = new VersionReader(this, open.get());
        versions.add(reader);
        return reader;
    }

    /** Puts {@code value} under {@code key}, in place of what is there. */
    public void set(Bytes key, Bytes value) {
        requireWritable();
        lake.limits().requireKey(key.length());
        lake.limits().requireValue(value.length());
        pending.set(key, value);
    }

    /**
     * Puts {@code value} under a key that has none.
     *
     * @throws KeyAlreadyExists if it has one
     */
    public void put(Bytes key, Bytes value) {
        requireWritable();
        check(key);
        if (exists(key)) {
            throw new KeyAlreadyExists("key " + key);
        }
        set(key, value);
    }

    /**
     * Puts {@code value} under {@code key} if {@code expected} is there, or, for null, nothing.
     *
     * @throws ConditionNotMet if something else is
     */
    public void putIf(Bytes key, Bytes value, @Nullable Bytes expected) {
        requireWritable();
        require(key, expected);
        set(key, value);
    }

    /** Deletes what is under {@code key}, if something is. */
    public void delete(Bytes key) {
        requireWritable();
        lake.limits().requireKey(key.length());
        pending.delete(key);
    }

    /**
     * Deletes what is under {@code key} if that is {@code expected}; does nothing if nothing is expected and there.
     *
     * @throws ConditionNotMet if something else is there
     */
    public void deleteIf(Bytes key, @Nullable Bytes expected) {
        requireWritable();
        require(key, expected);
        if (expected != null) {
            delete(key);
        }
    }

    /** Deletes all keys of the range that are there. */
    public void deleteRange(KeyRange range) {
        requireWritable();
        KeyRange rest = range;
        while (rest != null) {
            Batch<Bytes> batch = batchKeys(rest, DELETION_BATCH);
            batch.entries().forEach(pending::delete);
            rest = batch.rest();
        }
    }

    /** Deletes all keys with this prefix that are there. */
    public void deletePrefix(Bytes prefix) {
        deleteRange(KeyRange.prefix(prefix));
    }

    private void require(Bytes key, @Nullable Bytes expected) {
        check(key);
        Bytes present = get(key);
        if (!Objects.equals(present, expected)) {
            throw new ConditionNotMet("key " + key + " has " + (present == null ? "no value" : "another value"));
        }
    }

    /** Nobody else may change the key from before it is looked at. */
    private void check(Bytes key) {
        lake.limits().requireKey(key.length());
        boolean snapshotReads = lake.options().isolation() == Isolation.SNAPSHOT;
        conditions.putIfAbsent(key, snapshotReads ? snapshot.seq() : lake.lastSeq());
    }

    /** Keeps in mind what is going to be written by now. */
    public void newSavePoint() {
        requireUnfinished();
        savepoints.push(pending.copy());
    }

    /**
     * Goes back to what was going to be written at the last savepoint, and forgets that.
     *
     * @throws NoSavePoint if there is none
     */
    public void rollbackToSavePoint() {
        pending = lastSavePoint();
    }

    /**
     * Forgets the last savepoint.
     *
     * @throws NoSavePoint if there is none
     */
    public void releaseLastSavePoint() {
        lastSavePoint();
    }

    private Pending lastSavePoint() {
        requireUnfinished();
        Pending last = savepoints.poll();
        if (last == null) {
            throw new NoSavePoint("the transaction has no savepoint");
        }
        return last;
    }

    /** Commits with the durability that the lake's {@link SyncMode} gives; see {@link #commit(Durability)}. */
    public long commit() {
        return commit(lake.options().sync() instanceof SyncMode.Every ? Durability.SYNC : Durability.BUFFERED);
    }

    /**
     * Lets everything that was written happen at once. When this returns, whoever begins to read sees it, and on disk
     * is what {@code durability} says. If it fails, the transaction is still open, and may be committed again or
     * cancelled.
     *
     * <p>In {@link WriteMode#SYNCHRONOUS} the commit also waits for a version of the table that has it; if that fails,
     * the transaction is committed all the same, and finished.
     *
     * @return the sequence number of the commit, 0 if nothing was written
     * @throws dev.grantlake.lake.error.TransactionConflict if another transaction was first; this one cannot succeed
     *     any more
     * @throws dev.grantlake.lake.error.StoreFailed if the disk refuses
     * @throws dev.grantlake.lake.error.StoreReadOnly if that has happened before, and nobody knows what is on disk
     */
    public long commit(Durability durability) {
        requireWritable();
        if (pending.isEmpty()) {
            finish();
            return 0;
        }
        long seq = lake.commit(Submission.of(pending, checked(), durability == Durability.SYNC, lake.limits()));
        finish();
        lake.awaitMigration(seq);
        return seq;
    }

    private List<CheckedKey> checked() {
        LakeOptions options = lake.options();
        List<CheckedKey> checked = new ArrayList<>();
        conditions.forEach((key, seq) -> checked.add(new CheckedKey(key, seq)));
        if (options.isolation() == Isolation.SNAPSHOT && options.conflicts() == ConflictMode.FIRST_COMMITTER_WINS) {
            pending.forEach((key, value) -> checked.add(new CheckedKey(key, snapshot.seq())));
        }
        return checked;
    }

    /** Gives up everything that was written. */
    public void cancel() {
        requireUnfinished();
        finish();
    }

    private void finish() {
        finished = true;
        pending = new Pending();
        savepoints.clear();
        conditions.clear();
        versions.forEach(VersionReader::close);
        versions.clear();
        snapshot.close();
    }

    /** Cancels it unless it is finished. */
    @Override
    public void close() {
        if (!finished) {
            finish();
        }
    }

    void requireUnfinished() {
        if (finished) {
            throw new TransactionFinished("the transaction is finished");
        }
        lake.requireOpen();
    }

    private void requireWritable() {
        requireUnfinished();
        if (!writable) {
            throw new TransactionReadonly("the transaction was begun for reading");
        }
    }
}
