package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.ColumnDescription;
import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.KeyScan;
import dev.grantlake.lake.dataset.Operation;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.lance.Dataset;
import org.lance.FragmentMetadata;
import org.lance.Transaction;
import org.lance.fragment.DeletionFile;
import org.lance.fragment.DeletionFileType;
import org.lance.ipc.ColumnOrdering;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static dev.grantlake.lance.LanceErrors.translated;

/** One version, a handle of the library's for itself. */
final class LanceVersion implements DatasetVersion {

    private final LanceSession session;
    private final Dataset handle;
    private final long number;
    private final Instant time;
    private final Operation operation;
    private final Map<String, String> properties;
    private final @Nullable CreatedFile transactionFile;
    private final List<ColumnDescription> columns;
    private final List<Fragment> fragments;

    /** Takes over {@code handle}. */
    LanceVersion(LanceSession session, Dataset handle) {
        this.session = session;
        this.handle = handle;
        this.number = handle.version();
        this.time = handle.getVersion().getDataTime().toInstant();
        try (Transaction transaction = handle.readTransaction().orElse(null)) {
            this.operation = transaction == null
                    ? Operation.UNKNOWN
                    : operation(transaction.operation().name());
            this.properties = transaction == null
                    ? Map.of()
                    : Map.copyOf(transaction.transactionProperties().orElse(Map.of()));
            this.transactionFile = transaction == null ? null : transactionFile(transaction);
        }
        this.columns = LanceSchema.describe(handle.getSchema());
        this.fragments = handle.getFragments().stream()
                .map(fragment -> fragment(fragment.metadata()))
                .sorted(Comparator.comparingInt(Fragment::id))
                .toList();
    }

    private static Operation operation(String name) {
        return switch (name) {
            case "Overwrite" -> Operation.OVERWRITE;
            case "Append" -> Operation.APPEND;
            case "Update" -> Operation.UPDATE;
            case "Delete" -> Operation.DELETE;
            case "Rewrite" -> Operation.REWRITE;
            case "CreateIndex" -> Operation.INDEX;
            case "Merge", "Project" -> Operation.SCHEMA;
            case "UpdateConfig" -> Operation.CONFIG;
            case "Restore" -> Operation.RESTORE;
            default -> Operation.UNKNOWN;
        };
    }

    static Fragment fragment(FragmentMetadata metadata) {
        DeletionFile deletions = metadata.getDeletionFile();
        List<DataFile> files = metadata.getFiles().stream()
                .map(file -> new DataFile(
                        file.getPath(),
                        file.getFileSizeBytes() == null ? DataFile.UNKNOWN_LENGTH : file.getFileSizeBytes()))
                .toList();
        return new Fragment(
                metadata.getId(),
                Math.toIntExact(metadata.getPhysicalRows()),
                Math.toIntExact(metadata.getNumDeletions()),
                files,
                deletions == null ? null : deletionFile(metadata.getId(), deletions));
    }

    /** The file that the library keeps of a transaction. */
    static CreatedFile transactionFile(Transaction transaction) {
        return new CreatedFile(
                DatasetFolder.TRANSACTIONS, transaction.readVersion() + "-" + transaction.uuid() + ".txn");
    }

    /** Every file that this version needs, its manifest aside. */
    Set<CreatedFile> files() {
        Set<CreatedFile> files = new HashSet<>();
        fragments.forEach(fragment -> files.addAll(fragment.allFiles()));
        if (transactionFile != null) {
            files.add(transactionFile);
        }
        return files;
    }

    /** The name that the library gives to a file of marks. */
    static String deletionFile(int fragment, DeletionFile deletions) {
        String suffix = deletions.getFileType() == DeletionFileType.ARRAY ? ".arrow" : ".bin";
        return fragment + "-" + deletions.getReadVersion() + "-" + Long.toUnsignedString(deletions.getId()) + suffix;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public Map<String, String> config() {
        return translated(session.uri(), "read settings", () -> Map.copyOf(handle.getConfig()));
    }

    @Override
    public List<ColumnDescription> columns() {
        return columns;
    }

    @Override
    public List<Fragment> fragments() {
        return fragments;
    }

    @Override
    public RowBatch read(Fragment fragment, int from, int count, Set<Column> wanted) {
        return translated(session.uri(), "read rows of fragment " + fragment.id(), () -> {
            RowCollector rows = new RowCollector();
            int files = 0;
            for (DataFile file : fragment.files()) {
                files += readFile(file, from, count, wanted, rows) ? 1 : 0;
            }
            if (files == 0) {
                throw StorageException.corrupt(
                        Location.of(session.uri(), "fragment " + fragment.id()), "columns " + wanted, "none of them");
            }
            return rows.finish(count);
        });
    }

    /** Reads what a file has of the columns; false if it has none. */
    private boolean readFile(DataFile file, int from, int count, Set<Column> wanted, RowCollector rows)
            throws Exception {
        return session.files().read(file.name(), open -> {
            List<String> names =
                    labels(wanted).stream().filter(open.columns()::contains).toList();
            if (names.isEmpty()) {
                return false;
            }
            try (ArrowReader batches = open.read(names, from, count)) {
                while (batches.loadNextBatch()) {
                    rows.add(batches.getVectorSchemaRoot());
                }
            }
            return true;
        });
    }

    @Override
    public RowBatch take(long[] addresses, Set<Column> wanted) {
        RowBatch rows = translated(session.uri(), "take " + addresses.length + " rows", () -> {
            RowCollector taken = new RowCollector();
            List<Long> boxed = Arrays.stream(addresses).boxed().toList();
            try (ArrowReader reader = handle.takeRows(boxed, labels(wanted))) {
                collect(reader, taken);
            }
            return taken.finish();
        });
        // The library leaves out what is marked.
        if (rows.count() != addresses.length) {
            throw StorageException.corrupt(
                    Location.of(session.uri(), "version " + number),
                    addresses.length + " rows at the places that the directory has",
                    rows.count() + " of them");
        }
        return rows;
    }

    @Override
    public RowBatch scan(KeyScan scan) {
        ColumnOrdering.Builder order = new ColumnOrdering.Builder();
        order.setColumnName(Column.KEY.label());
        order.setAscending(!scan.reverse());
        order.setNullFirst(false);
        return all(new ScanOptions.Builder()
                .filter(LanceFilter.range(scan.range()))
                .columns(labels(scan.columns()))
                .setColumnOrderings(List.of(order.build()))
                .limit(scan.limit())
                .build());
    }

    @Override
    public RowBatch find(List<Bytes> keys, Set<Column> wanted) {
        return all(new ScanOptions.Builder()
                .filter(LanceFilter.keys(keys))
                .columns(labels(wanted))
                .withRowAddress(true)
                .build());
    }

    @SuppressWarnings("try") // closing may be interrupted, which is translated with all else
    private RowBatch all(ScanOptions options) {
        return translated(session.uri(), "scan", () -> {
            RowCollector rows = new RowCollector();
            try (BufferAllocator allocator = session.operation("scan");
                    LanceScanner scanner = LanceScanner.create(handle, options, allocator);
                    ArrowReader reader = scanner.scanBatches()) {
                collect(reader, rows);
            }
            return rows.finish();
        });
    }

    private static void collect(ArrowReader reader, RowCollector rows) throws Exception {
        boolean any = false;
        while (reader.loadNextBatch()) {
            rows.add(reader.getVectorSchemaRoot());
            any = true;
        }
        if (!any) {
            // Nothing was found, and that in all columns.
            VectorSchemaRoot empty = reader.getVectorSchemaRoot();
            empty.getFieldVectors().forEach(vector -> rows.add(vector, 0));
        }
    }

    @Override
    public RowBatches rows(Set<Column> wanted) {
        return rows(new ScanOptions.Builder().columns(labels(wanted)));
    }

    @Override
    public RowBatches rows(Fragment fragment, Set<Column> wanted) {
        return rows(new ScanOptions.Builder().columns(labels(wanted)).fragmentIds(List.of(fragment.id())));
    }

    private RowBatches rows(ScanOptions.Builder builder) {
        ScanOptions options = builder.withRowAddress(true).build();
        return translated(session.uri(), "scan", () -> {
            BufferAllocator allocator = session.operation("scan");
            try {
                LanceScanner scanner = LanceScanner.create(handle, options, allocator);
                return new ScannedRows(session.uri(), allocator, scanner, scanner.scanBatches());
            } catch (RuntimeException e) {
                allocator.close();
                throw e;
            }
        });
    }

    /** A scan under way, with all that it holds. */
    private record ScannedRows(String uri, BufferAllocator allocator, LanceScanner scanner, ArrowReader reader)
            implements RowBatches {

        @Override
        public @Nullable RowBatch next() {
            return translated(uri, "scan", () -> {
                while (reader.loadNextBatch()) {
                    RowCollector rows = new RowCollector();
                    rows.add(reader.getVectorSchemaRoot());
                    if (rows.count() > 0) {
                        return rows.finish();
                    }
                }
                return null;
            });
        }

        @Override
        @SuppressWarnings("try") // what was opened last is closed first, and all of it
        public void close() {
            translated(uri, "end of scan", () -> {
                try (allocator;
                        scanner;
                        reader) {
                    return true;
                }
            });
        }
    }

    private static List<String> labels(Collection<Column> columns) {
        return columns.stream().map(Column::label).toList();
    }

    @Override
    public void close() {
        handle.close();
    }
}
