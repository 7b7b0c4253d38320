package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.commit.WriteFault;
import dev.grantlake.lsm.compaction.Rewrite;
import dev.grantlake.lsm.compaction.RewriteOptions;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.lincheck.Interleavings;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.MemoryVfs;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Commits, look-ups, snapshots, rotations and flushes at once, with a database's own state, flush and version set: only
 * what is visible counts, and nothing is missing on its way from memory to tables.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public final class ReadStateOperations {

    private static final Location WHERE = Location.of("db", "database");
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final ReadRules RULES = new ReadRules(Merger.CONCATENATION, 1 << 10, WHERE);
    private static final int NOTHING = 0;
    private static final int FIRST = 4;

    private final MemoryVfs directory = new MemoryVfs("db");
    private final VersionSet versions = VersionSet.create(
            directory,
            1,
            new VersionSet.Settings(
                    new TableFiles(directory, new SstableOptions(new BufferCache(1 << 16), new ReadMetrics())),
                    1 << 20,
                    100));
    private final Layers layers = new Layers(versions, 1, new RangeDeletionBudget(10, WHERE), WHERE);
    private final SpareLookups lookups = new SpareLookups();
    private final Flush flush = new Flush(
            layers,
            versions,
            new WriteFault(WHERE),
            new Rewrite(directory, versions::nextFileNumber, RewriteOptions.DEFAULT),
            1 << 20,
            InstantSource.fixed(Instant.EPOCH),
            done -> flushed = done);

    private final Object commitLock = new Object();
    private Set<MemtableLayer> flushed = Set.of();
    private long nextSequence = 1;

    /** A database of a memtable that was put aside, and an empty one. */
    public ReadStateOperations() {
        layers.add(new MemtableLayer(new Memtable(1), versions.nextFileNumber()));
        commit(FIRST);
        rotate();
    }

    /** All that is tried. */
    public static void check() {
        Interleavings.modelCheck(
                ReadStateOperations.class,
                Model.class,
                Set.of(Layers.class, ReadState.class, TableRuns.class),
                100,
                List.of(" : flush | get, snapshot : get"));
        Interleavings.stress(ReadStateOperations.class, Model.class);
    }

    /** Gives both keys a value, with two sequence numbers, as one batch. */
    @Operation
    public void commit(@Param(name = "value") int value) {
        Bytes bytes = Bytes.wrap(new byte[] {(byte) value});
        synchronized (commitLock) {
            layers.memtable().add(A, Trailer.of(nextSequence, KeyKind.SET), bytes);
            layers.memtable().add(B, Trailer.of(nextSequence + 1, KeyKind.SET), bytes);
            nextSequence += 2;
            layers.present().publish(nextSequence);
        }
    }

    @Operation
    public int get() {
        ReadState state = layers.pin();
        try {
            return number(state.get(A, RULES, lookups));
        } finally {
            state.release();
        }
    }

    /** What a snapshot shows of both keys, one after the other. */
    @Operation
    public List<Integer> snapshot() {
        ReadState state = layers.pin();
        OpenReaders readers = new OpenReaders();
        try (Snapshot snapshot = new Snapshot(state, state.view(state.visibleBelow(), RULES, lookups), readers)) {
            return List.of(number(snapshot.get(A)), number(snapshot.get(B)));
        }
    }

    /** Puts the memtable aside. */
    @Operation
    public void rotate() {
        synchronized (commitLock) {
            if (!layers.memtable().isEmpty()) {
                layers.add(new MemtableLayer(new Memtable(1), versions.nextFileNumber()));
            }
        }
    }

    /**
     * Brings into tables what was put aside; one thread does that. Readers are shown it apart from the edit, so that
     * the model checker goes through the few steps that they can see and not through the many that write tables.
     */
    @Operation(nonParallelGroup = "flush")
    public void flush() {
        flushed = Set.of();
        flush.run();
        TableRuns tables = layers.currentTables();
        synchronized (commitLock) {
            layers.install(tables, flushed);
        }
    }

    private static int number(@Nullable Bytes value) {
        return value == null ? NOTHING : value.at(0);
    }

    public static final class Model {

        private int present = FIRST;

        public void commit(int value) {
            present = value;
        }

        public int get() {
            return present;
        }

        public List<Integer> snapshot() {
            return List.of(present, present);
        }

        public void rotate() {}

        public void flush() {}
    }
}
