package dev.grantlake.lsm.bulk;

import dev.grantlake.base.OwnedThreads;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.sstable.WrittenTable;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.FileTarget;
import dev.grantlake.vfs.MemorySink;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Encodes tables side by side and writes them one after the other, in the order in which they came. Only the caller's
 * thread touches the target. Belongs to one thread; {@link #close} waits for its own.
 *
 * <p>Each of the other threads has one table, in entries and encoded; the caller has one in entries and one that it is
 * writing.
 */
final class TablePipeline implements AutoCloseable {

    /** That of data older than every commit: nothing below can ever need to be told apart from it. */
    private static final long TRAILER = Trailer.of(0, KeyKind.SET);

    private final FileTarget target;
    private final SstableWriterOptions options;
    private final KeyGroups groups;
    private final long creationTime;
    private final int helpers;
    private final long keptBytes;
    private final @Nullable ExecutorService threads;

    private final OwnedThreads workers = new OwnedThreads("grantlake-bulk");
    private final Deque<EncodedTable> pending = new ArrayDeque<>();
    private final Deque<TableEntries> spare = new ArrayDeque<>();
    private final List<TableMetadata> written = new ArrayList<>();
    private long nextNumber;
    private boolean failed;

    /** A table on its way: its entries, and what becomes of them in memory. */
    private record EncodedTable(TableEntries entries, MemorySink file, Future<WrittenTable> table) {}

    /** A pipeline whose tables are numbered from {@code firstNumber} on. */
    TablePipeline(FileTarget target, BulkOptions options, long firstNumber) {
        this.target = target;
        this.options = options.tables();
        this.groups = options.groups();
        this.creationTime = options.creationTime().getEpochSecond();
        this.nextNumber = firstNumber;
        this.helpers = options.threads() - 1;
        this.keptBytes = 2L * options.sizes().greatestTableBytes();
        this.threads = helpers == 0 ? null : Executors.newFixedThreadPool(helpers, workers);
    }

    /** Whether a table could not be encoded or written, after which nothing goes on. */
    boolean failed() {
        return failed;
    }

    /** An empty place for entries; {@link #add} takes it back. */
    TableEntries empty() {
        TableEntries entries = spare.poll();
        return entries == null ? new TableEntries() : entries;
    }

    /** Takes the entries of the next table, at least one. May write an earlier table to the target. */
    void add(TableEntries entries) {
        boolean sound = false;
        try {
            // One entry made the table so large, and a second copy of it in memory is worth more than its time.
            boolean large = entries.array().length > keptBytes;
            if (threads == null || large) {
                writeAll();
                FileSink file = target.create(FileName.ofTable(nextNumber));
                complete(encode(entries, file), entries);
            } else {
                MemorySink file = new MemorySink(FileName.ofTable(nextNumber + pending.size()));
                pending.add(new EncodedTable(entries, file, threads.submit(() -> encode(entries, file))));
                if (pending.size() > helpers) {
                    writeOldest();
                }
            }
            sound = true;
        } finally {
            failed |= !sound;
        }
    }

    /** Writes what is still under way; all tables, in key order. */
    List<TableMetadata> finish() {
        boolean sound = false;
        try {
            writeAll();
            sound = true;
        } finally {
            failed |= !sound;
        }
        return written;
    }

    private WrittenTable encode(TableEntries entries, FileSink file) {
        try (SstableWriter writer = new SstableWriter(file, options)) {
            BlockCuts cuts = new BlockCuts(groups, options.blockBytes());
            byte[] array = entries.array();
            for (int entry = 0; entry < entries.count(); entry++) {
                int key = entries.keyStart(entry);
                int value = entries.valueStart(entry);
                int end = entries.valueEnd(entry);
                writer.endBlockAbove(cuts.beforeNext(array, key, value, end));
                writer.add(array, key, value - key, TRAILER, array, value, end - value);
            }
            return writer.finish();
        }
    }

    private void writeAll() {
        while (!pending.isEmpty()) {
            writeOldest();
        }
    }

    private void writeOldest() {
        EncodedTable oldest = pending.remove();
        WrittenTable table = result(oldest.table);
        try (FileSink file = target.create(FileName.ofTable(nextNumber))) {
            file.write(oldest.file.content());
            file.finish();
        }
        complete(table, oldest.entries);
    }

    private void complete(WrittenTable table, TableEntries entries) {
        written.add(table.metadata(nextNumber, creationTime));
        nextNumber++;
        if (entries.array().length <= keptBytes) {
            entries.clear();
            spare.add(entries);
        }
    }

    /** A table is encoded in a fraction of a second, so an interrupt is left for who waits for other things. */
    private static WrittenTable result(Future<WrittenTable> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives up what is under way, and waits until nobody works on it any more; a second call does nothing. */
    @Override
    public void close() {
        pending.clear();
        spare.clear();
        if (threads == null) {
            return;
        }
        threads.shutdownNow();
        workers.join();
    }
}
