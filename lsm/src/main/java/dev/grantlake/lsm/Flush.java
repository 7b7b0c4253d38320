package dev.grantlake.lsm;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.commit.WriteFault;
import dev.grantlake.lsm.compaction.Rewrite;
import dev.grantlake.lsm.compaction.RewriteInput;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.MemtableView;
import dev.grantlake.lsm.version.VersionSet;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Writes the memtables that were put aside to tables of level 0, all that there are in one go, with one edit. Belongs
 * to one thread.
 */
final class Flush {

    private final Layers layers;
    private final VersionSet versions;
    private final WriteFault fault;
    private final Rewrite rewrite;
    private final long targetBytes;
    private final InstantSource clock;
    private final Consumer<Set<MemtableLayer>> installed;
    private volatile boolean cancelled;

    /**
     * What a flush did.
     *
     * @param memtables how many it took
     * @param tables that it wrote; none if nothing was left
     */
    record Done(int memtables, List<TableMetadata> tables) {

        long bytes() {
            return tables.stream().mapToLong(TableMetadata::size).sum();
        }
    }

    /**
     * A flush that has not begun.
     *
     * @param installed has reads begin with the current version, and without the memtables given
     */
    Flush(
            Layers layers,
            VersionSet versions,
            WriteFault fault,
            Rewrite rewrite,
            long targetBytes,
            InstantSource clock,
            Consumer<Set<MemtableLayer>> installed) {
        this.layers = layers;
        this.versions = versions;
        this.fault = fault;
        this.rewrite = rewrite;
        this.targetBytes = targetBytes;
        this.clock = clock;
        this.installed = installed;
    }

    /** From now on flushes end in the middle, and leave nothing. */
    void cancel() {
        cancelled = true;
    }

    /**
     * Flushes what was put aside.
     *
     * @throws CancellationException if it was cancelled
     * @throws StorageException if the tables cannot be written, of which nothing is left then; or the manifest, with
     *     which all writing ends
     */
    Done run() {
        List<MemtableLayer> present = layers.present().layers();
        List<MemtableLayer> aside = present.subList(1, present.size());
        if (aside.isEmpty()) {
            return new Done(0, List.of());
        }
        // After a fault nothing is moved on: the log says what there was, and the next opening reads it.
        fault.requireNone();
        List<TableMetadata> tables = rewrite.run(
                RewriteInput.flush(
                        runs(aside), List.of(), targetBytes, clock.instant().getEpochSecond()),
                bytes -> requireWanted());
        install(Set.copyOf(aside), present.get(0), tables);
        return new Done(aside.size(), tables);
    }

    private void requireWanted() {
        if (cancelled) {
            throw new CancellationException("the store is being closed");
        }
    }

    private static List<TableRun<MemtableView>> runs(List<MemtableLayer> aside) {
        List<TableRun<MemtableView>> runs = new ArrayList<>();
        for (MemtableLayer layer : aside) {
            MemtableView view = layer.memtable().view(Trailer.MAX_SEQUENCE);
            if (view != null) {
                runs.add(TableRun.of(List.of(view)));
            }
        }
        return runs;
    }

    private void install(Set<MemtableLayer> flushed, MemtableLayer next, List<TableMetadata> tables) {
        List<ManifestEdit> edit = new ArrayList<>();
        edit.add(new ManifestEdit.LogNumber(next.logNumber()));
        edit.add(new ManifestEdit.LastSequence(layers.present().visibleBelow() - 1));
        tables.forEach(table -> edit.add(ManifestEdit.NewTable.of(0, table)));
        try {
            versions.apply(version -> edit, version -> installed.accept(flushed));
        } catch (RuntimeException | Error e) {
            versions.abandon(tables.stream().map(TableMetadata::number).toList());
            fault.reportIfAny(versions.failure());
            throw e;
        }
    }
}
