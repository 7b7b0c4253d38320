package dev.grantlake.lsm.compaction;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.cursor.TableSource;
import dev.grantlake.lsm.cursor.VisibleCursor;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.inspect.DatabaseAudit;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.PinnedVersion;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableVfs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** A database without a log, and what it must show. */
final class Scene implements AutoCloseable {

    private static final SstableOptions READING = new SstableOptions(new BufferCache(0), new ReadMetrics());

    /** Not 0: Pebble cannot read what it writes of a table with range keys and without a time. */
    private static final int CREATED = 9;

    final History history;
    final Compactor compactor;
    int flushed;
    /** Done now and then in the middle of rewrites. */
    Runnable meanwhile = () -> {};

    private final WritableVfs directory;
    private final Dice dice;
    private final VersionSet versions;
    private final Rewrite rewrite;
    private boolean inside;

    /** Nothing is flushed yet of so many memtables; {@code directory} is empty, and stays the caller's. */
    Scene(WritableVfs directory, Dice dice, int segments) {
        this.directory = directory;
        this.dice = dice;
        this.history = new History(dice, segments, 25);
        Marker.first(Marker.FORMAT_VERSION, "024").create(directory);
        TableFiles files = new TableFiles(directory, READING);
        this.versions = VersionSet.create(directory, 1, new VersionSet.Settings(files, 1 << 20, 10_000));
        // Pebble gives an opening without a log no manifest of its own.
        long log = versions.nextLogNumber();
        directory.createFile(FileName.ofLog(log)).close();
        versions.apply(version -> List.of(new ManifestEdit.LogNumber(log)));
        Merger merger = (key, older, newer) -> {
            if (!inside) {
                inside = true;
                meanwhile.run();
                inside = false;
            }
            return older.plus(newer);
        };
        SstableWriterOptions tables = SstableWriterOptions.DEFAULT.withBlocks(256, 256);
        this.rewrite = new Rewrite(directory, versions::nextFileNumber, new RewriteOptions(tables, merger));
        LevelOptions levels = new LevelOptions(
                dice.between(1, 4),
                dice.between(1, 8),
                dice.pick(List.of(1, 2_000, 100_000)),
                dice.between(2, 4),
                dice.pick(List.of(1, 60, 200, 1_000)));
        this.compactor = new Compactor(
                directory,
                versions,
                rewrite,
                new Compactor.Settings(READING, levels, Long.MAX_VALUE, () -> Instant.ofEpochSecond(CREATED)),
                version -> {},
                new CompactionListener() {
                    @Override
                    public void ended(Compaction compaction, List<TableMetadata> output) {}

                    @Override
                    public void failed(Compaction compaction, Throwable failure) {
                        throw new AssertionError(compaction.toString(), failure);
                    }
                });
    }

    void flush() {
        History.Segment segment = history.segments.get(flushed);
        TableSource view = segment.memtable().view(History.NOW);
        // One flush at a time, in the middle of a compaction as well.
        boolean before = inside;
        inside = true;
        List<TableMetadata> tables = rewrite.run(
                RewriteInput.flush(
                        view == null ? List.of() : List.of(TableRun.of(List.of(view))),
                        segment.rangeKeys(),
                        dice.pick(List.of(1, 100, 1 << 20)),
                        CREATED),
                Pace.UNHINDERED);
        inside = before;
        flushed++;
        List<ManifestEdit> edit = new ArrayList<>();
        edit.add(new ManifestEdit.LastSequence(segment.lastSequence()));
        tables.forEach(table -> edit.add(ManifestEdit.NewTable.of(0, table)));
        versions.apply(version -> edit);
    }

    /** Until nothing is left to do. */
    void settle() {
        while (compactor.runOne()) {
            assertReads();
        }
    }

    void compactRange() {
        List<Bytes> keys = List.copyOf(history.keys);
        Bytes one = dice.pick(keys);
        Bytes other = dice.pick(keys);
        compact(one.compareTo(other) <= 0 ? new KeyRange(one, other) : new KeyRange(other, one));
    }

    void compactAll() {
        compact(KeyRange.ALL);
    }

    private void compact(KeyRange range) {
        CompletableFuture<?> done = compactor.request(range);
        int steps = 0;
        boolean progress = true;
        while (progress && !done.isDone()) {
            progress = compactor.runOne() || done.isDone();
            assertThat(steps++).isLessThan(10_000);
        }
        assertThat(done.isDone() || inside).isTrue();
    }

    void assertReads() {
        NavigableMap<Bytes, Bytes> expected = flushed == 0
                ? new TreeMap<>()
                : history.segments.get(flushed - 1).values();
        List<RangeKey> expectedRangeKeys = new ArrayList<>();
        history.segments.subList(0, flushed).forEach(segment -> expectedRangeKeys.addAll(segment.rangeKeys()));
        try (PinnedVersion pinned = versions.pin();
                WrittenTables opened = new WrittenTables(directory)) {
            List<TableRun<TableSource>> runs = new ArrayList<>();
            List<RangeKey> rangeKeys = new ArrayList<>();
            for (SortedRun run : pinned.version().runs()) {
                runs.add(opened.run(run.tables()));
                rangeKeys.addAll(opened.rangeKeys(run.tables()));
            }
            assertThat(rows(runs)).isEqualTo(expected);
            for (Bytes key : history.keys) {
                assertThat(History.rangeKeysAt(key, rangeKeys))
                        .as("%s", key)
                        .isEqualTo(History.rangeKeysAt(key, expectedRangeKeys));
            }
        }
    }

    private static NavigableMap<Bytes, Bytes> rows(List<TableRun<TableSource>> runs) {
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        ReadRules rules = new ReadRules(Merger.CONCATENATION, 1 << 20, Location.of("test", "database"));
        try (VisibleCursor cursor = new VisibleCursor(
                runs.stream().filter(run -> run.size() > 0).toList(), KeyRange.ALL, History.NOW, rules, () -> {})) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                rows.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return rows;
    }

    /** Every check of the directory passes, and there are no tables in it that no version has. */
    void assertSound() {
        List<String> faults = new ArrayList<>();
        DatabaseAudit audit = requireNonNull(DatabaseAudit.of(
                directory,
                new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics()),
                fault -> faults.add(fault.toString())));
        audit.tableFiles().forEach(audit::auditTable);
        audit.auditLevels();
        assertThat(faults).isEmpty();
        Set<String> expected = new TreeSet<>();
        versions.current().files().keySet().forEach(number -> expected.add(FileName.ofTable(number)));
        assertThat(directory.list().stream().filter(name -> name.endsWith(".sst")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    void assertOneLevelWithoutDeletions() {
        Version version = versions.current();
        KnownDeletions deletions = new KnownDeletions(versions.files());
        int used = 0;
        long entries = 0;
        for (Level level : version.levels()) {
            used += level.tables().isEmpty() ? 0 : 1;
            for (TableMetadata table : level.tables()) {
                assertThat(deletions.apply(table).isEmpty()).isTrue();
                entries += deletions.apply(table).entries();
            }
        }
        assertThat(used).isLessThanOrEqualTo(1);
        assertThat(entries).isEqualTo(history.values.size());
    }

    @Override
    public void close() {
        compactor.cancel();
        versions.close();
    }
}
