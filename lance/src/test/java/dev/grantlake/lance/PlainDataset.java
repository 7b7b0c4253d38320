package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.Dataset;
import org.lance.ReadOptions;
import org.lance.WriteParams.WriteMode;
import org.lance.compaction.CompactionOptions;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;
import org.lance.merge.MergeInsertParams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The dataset of a lake in the hands of somebody who knows the library and nothing of lakes: nothing of ours is called.
 * Whoever opens it closes it.
 */
final class PlainDataset implements AutoCloseable {

    private static final Schema FORMAT_1 = new Schema(List.of(
            column("key", ArrowType.Binary.INSTANCE),
            column("val", ArrowType.Binary.INSTANCE),
            column("version", new ArrowType.Int(64, false)),
            column("tombstone", ArrowType.Bool.INSTANCE)));
    private static final Schema PRESENT = new Schema(List.of(
            FORMAT_1.findField("key"),
            FORMAT_1.findField("val"),
            FORMAT_1.findField("version"),
            FORMAT_1.findField("tombstone"),
            column("seq", new ArrowType.Int(64, false))));

    private final BufferAllocator allocator;
    private final Dataset dataset;

    private interface Opening {
        Dataset open(BufferAllocator allocator);
    }

    private PlainDataset(Opening opening) {
        this.allocator = new RootAllocator();
        try {
            this.dataset = opening.open(allocator);
        } catch (RuntimeException e) {
            allocator.close();
            throw e;
        }
    }

    private static Field column(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    /** The newest version. */
    static PlainDataset open(Path folder) {
        return new PlainDataset(allocator ->
                Dataset.open().allocator(allocator).uri(folder.toString()).build());
    }

    static PlainDataset open(Path folder, long version) {
        return new PlainDataset(allocator -> Dataset.open()
                .allocator(allocator)
                .uri(folder.toString())
                .readOptions(new ReadOptions.Builder().setVersion(version).build())
                .build());
    }

    static PlainDataset openTag(Path folder, String tag) {
        try (PlainDataset newest = open(folder)) {
            return open(folder, newest.dataset.tags().getVersion(tag));
        }
    }

    /** A dataset as the software before had it, of these rows: without sequence numbers. */
    static void writeFormat1(Path folder, List<PlainRow> rows) throws Exception {
        try (BufferAllocator allocator = new RootAllocator()) {
            write(allocator, folder, FORMAT_1, rows, WriteMode.CREATE);
        }
    }

    static void appendFormat1(Path folder, List<PlainRow> rows) throws Exception {
        try (BufferAllocator allocator = new RootAllocator()) {
            write(allocator, folder, FORMAT_1, rows, WriteMode.APPEND);
        }
    }

    /** A dataset of somebody else, without rows, also in place of one that is there. */
    static void writeOtherColumns(Path folder) {
        Schema schema = new Schema(List.of(FORMAT_1.findField("key"), column("price", new ArrowType.Int(64, false))));
        try (BufferAllocator allocator = new RootAllocator()) {
            Dataset.write()
                    .allocator(allocator)
                    .schema(schema)
                    .uri(folder.toString())
                    .mode(WriteMode.OVERWRITE)
                    .execute()
                    .close();
        }
    }

    /** One more version, with these rows in it. */
    static void append(Path folder, List<PlainRow> rows) throws Exception {
        try (BufferAllocator allocator = new RootAllocator()) {
            write(allocator, folder, PRESENT, rows, WriteMode.APPEND);
        }
    }

    private static void write(
            BufferAllocator allocator, Path folder, Schema schema, List<PlainRow> rows, WriteMode mode)
            throws Exception {
        try (ArrowReader reader = reader(allocator, schema, rows);
                ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, reader, stream);
            Dataset.write().allocator(allocator).stream(stream)
                    .uri(folder.toString())
                    .mode(mode)
                    .execute()
                    .close();
        }
    }

    private static ArrowReader reader(BufferAllocator allocator, Schema schema, List<PlainRow> rows) throws Exception {
        ByteArrayOutputStream batches = new ByteArrayOutputStream();
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, batches)) {
            for (int i = 0; i < rows.size(); i++) {
                PlainRow row = rows.get(i);
                ((VarBinaryVector) root.getVector("key")).setSafe(i, row.key().toArray());
                ((VarBinaryVector) root.getVector("val")).setSafe(i, row.value().toArray());
                ((UInt8Vector) root.getVector("version")).setSafe(i, row.version());
                ((BitVector) root.getVector("tombstone")).setSafe(i, row.tombstone() ? 1 : 0);
                if (root.getVector("seq") instanceof UInt8Vector seq) {
                    seq.setSafe(i, row.seq());
                }
            }
            root.setRowCount(rows.size());
            writer.writeBatch();
        }
        return new ArrowStreamReader(new ByteArrayInputStream(batches.toByteArray()), allocator);
    }

    /** Rows replaced by key, or put in, as a new version. */
    void merge(List<PlainRow> rows) throws Exception {
        try (ArrowReader reader = reader(allocator, PRESENT, rows);
                ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, reader, stream);
            MergeInsertParams byKey = new MergeInsertParams(List.of("key"))
                    .withMatchedUpdateAll()
                    .withNotMatched(MergeInsertParams.WhenNotMatched.InsertAll);
            dataset.mergeInsert(byKey, stream).dataset().close();
        }
    }

    void delete(String predicate) {
        dataset.delete(predicate);
    }

    void compact() {
        dataset.compact(CompactionOptions.builder().build());
    }

    /** Makes the version that is open the newest. */
    void restore() {
        dataset.restore();
    }

    long version() {
        return dataset.version();
    }

    List<String> columns() {
        return dataset.getSchema().getFields().stream().map(Field::getName).toList();
    }

    /** All rows that satisfy {@code predicate}, in key order. */
    List<PlainRow> rows(String predicate) {
        List<PlainRow> rows = scan(new ScanOptions.Builder().filter(predicate).build());
        rows.sort((a, b) -> a.key().compareTo(b.key()));
        return rows;
    }

    /** All rows in the order in which they are stored. */
    List<PlainRow> storedRows() {
        return scan(new ScanOptions.Builder().build());
    }

    @SuppressWarnings("try") // closing may be interrupted, as all else here may fail
    private List<PlainRow> scan(ScanOptions options) {
        List<PlainRow> rows = new ArrayList<>();
        try (LanceScanner scanner = LanceScanner.create(dataset, options, allocator);
                ArrowReader reader = scanner.scanBatches()) {
            while (reader.loadNextBatch()) {
                add(reader.getVectorSchemaRoot(), rows);
            }
        } catch (Exception e) {
            throw new AssertionError(dataset.uri(), e);
        }
        return rows;
    }

    /** All rows of the newest version. */
    static List<PlainRow> allRows(Path folder) {
        try (PlainDataset newest = open(folder)) {
            return newest.rows("true");
        }
    }

    /** Those that are there, deletions left out, as everybody has to do it. */
    List<PlainRow> liveRows() {
        return rows("tombstone = false");
    }

    private static void add(VectorSchemaRoot batch, List<PlainRow> rows) {
        for (int i = 0; i < batch.getRowCount(); i++) {
            rows.add(new PlainRow(
                    Bytes.wrap(((VarBinaryVector) batch.getVector("key")).get(i)),
                    Bytes.wrap(((VarBinaryVector) batch.getVector("val")).get(i)),
                    ((UInt8Vector) batch.getVector("version")).get(i),
                    ((BitVector) batch.getVector("tombstone")).get(i) != 0,
                    batch.getVector("seq") instanceof UInt8Vector seq ? seq.get(i) : 0));
        }
    }

    @Override
    public void close() {
        try (allocator) {
            dataset.close();
        }
    }
}
