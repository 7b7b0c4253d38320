package dev.grantlake.bench.lake;

import dev.grantlake.bench.kv.Entries;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.Dataset;
import org.lance.ReadOptions;
import org.lance.Session;
import org.lance.WriteParams;
import org.lance.index.IndexOptions;
import org.lance.index.IndexParams;
import org.lance.index.IndexType;
import org.lance.index.scalar.ScalarIndexParams;
import org.lance.ipc.ColumnOrdering;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;
import org.lance.merge.MergeInsertParams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A dataset of keys and values in the hands of the library alone, with its defaults: each commit is a version, each
 * read a scan with a filter. What is to be durable is forced here, since the library leaves that to the system.
 */
final class LanceStore implements Store {

    /** How entries come in. */
    enum Commit {
        /** Added, whatever is there under their keys. */
        APPEND,
        /** In place of what is there under their keys. */
        MERGE
    }

    private static final String RETRYABLE = "etryable commit conflict";

    private final String uri;
    private final Commit commit;
    private final NewFiles files;
    private final BufferAllocator allocator = new RootAllocator();
    private final Session session = Session.builder().build();
    private final Queue<Dataset> opened = new ConcurrentLinkedQueue<>();
    /** A handle of each thread; a merge needs one. */
    private final ThreadLocal<Dataset[]> merging = ThreadLocal.withInitial(() -> new Dataset[] {openHead()});

    private final Dataset reading;

    LanceStore(Path folder, Commit commit) {
        Path dataset = folder.resolve("plain.lance");
        this.uri = dataset.toString();
        this.commit = commit;
        this.files = new NewFiles(dataset);
        if (!Files.exists(dataset)) {
            Dataset.write()
                    .allocator(allocator)
                    .schema(EntryBatch.SCHEMA)
                    .uri(uri)
                    .mode(WriteParams.WriteMode.CREATE)
                    .session(session)
                    .execute()
                    .close();
        }
        files.force();
        this.reading = openHead();
    }

    private Dataset openHead() {
        Dataset dataset = Dataset.open()
                .allocator(allocator)
                .uri(uri)
                .readOptions(new ReadOptions.Builder().setSession(session).build())
                .build();
        opened.add(dataset);
        return dataset;
    }

    @Override
    public void put(byte[] key, byte[] value, boolean durable) {
        putAll(new byte[][] {key}, new byte[][] {value}, durable);
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values, boolean durable) {
        boolean done = false;
        while (!done) {
            try (EntryBatch batch = new EntryBatch(allocator, keys, values);
                    ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
                Data.exportArrayStream(allocator, batch, stream);
                write(stream);
                done = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                if (!String.valueOf(e.getMessage()).contains(RETRYABLE)) {
                    throw e;
                }
                // Somebody else was faster more often than the library tries by itself.
                merging.get()[0].checkoutLatest();
            }
        }
        if (durable) {
            files.force();
        }
    }

    private void write(ArrowArrayStream stream) {
        if (commit == Commit.APPEND) {
            Dataset.write().allocator(allocator).stream(stream)
                    .uri(uri)
                    .mode(WriteParams.WriteMode.APPEND)
                    .session(session)
                    .execute()
                    .close();
            return;
        }
        Dataset[] handle = merging.get();
        Dataset merged = handle[0]
                .mergeInsert(
                        new MergeInsertParams(List.of(EntryBatch.KEY))
                                .withMatchedUpdateAll()
                                .withNotMatched(MergeInsertParams.WhenNotMatched.InsertAll),
                        stream)
                .dataset();
        opened.remove(handle[0]);
        handle[0].close();
        opened.add(merged);
        handle[0] = merged;
    }

    @Override
    public int get(byte[] key) {
        ScanOptions options = new ScanOptions.Builder()
                .filter(EntryBatch.KEY + " = X'" + HexFormat.of().formatHex(key) + "'")
                .columns(List.of(EntryBatch.VALUE))
                .limit(1)
                .build();
        Sum found = read(options);
        return found.rows == 0 ? -1 : (int) found.bytes;
    }

    @Override
    public long scan(byte[] from, long most) {
        return whole(ordered(List.of(EntryBatch.KEY, EntryBatch.VALUE))
                .filter(EntryBatch.KEY + " >= X'" + HexFormat.of().formatHex(from) + "'")
                .limit(most));
    }

    @Override
    public long scanAll() {
        return whole(ordered(List.of(EntryBatch.KEY, EntryBatch.VALUE)));
    }

    @Override
    public long scanKeys() {
        return read(ordered(List.of(EntryBatch.KEY)).build()).rows;
    }

    /** Everything as it lies in the files, in no order. */
    long scanUnordered() {
        return whole(new ScanOptions.Builder().columns(List.of(EntryBatch.KEY, EntryBatch.VALUE)));
    }

    private long whole(ScanOptions.Builder options) {
        Sum found = read(options.build());
        Entries.requireWhole(found.rows, found.bytes);
        return found.rows;
    }

    private static ScanOptions.Builder ordered(List<String> columns) {
        ColumnOrdering.Builder order = new ColumnOrdering.Builder();
        order.setColumnName(EntryBatch.KEY);
        order.setAscending(true);
        order.setNullFirst(false);
        return new ScanOptions.Builder().columns(columns).setColumnOrderings(List.of(order.build()));
    }

    private record Sum(long rows, long bytes) {}

    /** Looks at each batch, not at each row. */
    @SuppressWarnings("try") // closing may be interrupted, which ends the run like all else
    private Sum read(ScanOptions options) {
        long rows = 0;
        long bytes = 0;
        try (LanceScanner scanner = reading.newScan(options);
                ArrowReader reader = scanner.scanBatches()) {
            while (reader.loadNextBatch()) {
                VectorSchemaRoot batch = reader.getVectorSchemaRoot();
                rows += batch.getRowCount();
                for (FieldVector column : batch.getFieldVectors()) {
                    VarBinaryVector binary = (VarBinaryVector) column;
                    bytes += binary.getEndOffset(batch.getRowCount() - 1) - binary.getStartOffset(0);
                }
            }
            return new Sum(rows, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        HexFormat hex = HexFormat.of();
        reading.delete("key >= X'" + hex.formatHex(from) + "' AND key < X'" + hex.formatHex(to) + "'");
    }

    /** Makes an index of the keys, as who reads single ones would. */
    void index() {
        reading.createIndex(IndexOptions.builder(
                        List.of(EntryBatch.KEY),
                        IndexType.BTREE,
                        IndexParams.builder()
                                .setScalarIndexParams(ScalarIndexParams.create("btree"))
                                .build())
                .build());
    }

    /** Has reads go to the newest version. */
    @Override
    public void settle() {
        reading.checkoutLatest();
    }

    @Override
    public void compact() {
        reading.compact();
    }

    @Override
    public void close() {
        opened.forEach(Dataset::close);
        session.close();
        allocator.close();
    }
}
