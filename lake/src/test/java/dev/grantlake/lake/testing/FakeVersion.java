package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.BinaryColumnBuilder;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.ColumnDescription;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.KeyScan;
import dev.grantlake.lake.dataset.Operation;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A version of a {@link FakeDataset}: every read goes to its files. */
final class FakeVersion implements DatasetVersion {

    /** Few, so that small tests have several batches. */
    private static final int BATCH_ROWS = 100;

    private final FakeDataset dataset;
    private final FakeManifest manifest;
    private volatile boolean closed;

    private record Located(long address, FakeFile.Row row) {}

    FakeVersion(FakeDataset dataset, FakeManifest manifest) {
        this.dataset = dataset;
        this.manifest = manifest;
    }

    @Override
    public long number() {
        return manifest.number();
    }

    @Override
    public Instant time() {
        return manifest.time();
    }

    @Override
    public Operation operation() {
        return manifest.operation();
    }

    @Override
    public Map<String, String> properties() {
        return manifest.properties();
    }

    @Override
    public Map<String, String> config() {
        return manifest.config();
    }

    @Override
    public List<ColumnDescription> columns() {
        return Column.SCHEMA.subList(0, manifest.columns());
    }

    @Override
    public List<Fragment> fragments() {
        return manifest.fragments();
    }

    @Override
    public RowBatch read(Fragment fragment, int from, int count, Set<Column> columns) {
        requireOpen();
        List<Located> rows = new ArrayList<>();
        for (FakeFile.Row row : rows(dataset, fragment).subList(from, from + count)) {
            rows.add(new Located(0, row));
        }
        return batch(rows, columns, false);
    }

    @Override
    public RowBatch take(long[] addresses, Set<Column> columns) {
        requireOpen();
        List<Located> rows = new ArrayList<>();
        for (long address : addresses) {
            Fragment fragment = fragments().stream()
                    .filter(one -> one.id() == RowAddress.fragment(address))
                    .findFirst()
                    .orElseThrow();
            if (dataset.deletions(fragment).contains(RowAddress.offset(address))) {
                throw new StorageException(Kind.NOT_FOUND, "the row at " + address + " is marked");
            }
            rows.add(new Located(address, rows(dataset, fragment).get(RowAddress.offset(address))));
        }
        return batch(rows, columns, false);
    }

    @Override
    public RowBatch scan(KeyScan scan) {
        Comparator<Located> order = Comparator.comparing(row -> row.row.key());
        return batch(
                live(row -> !row.row.tombstone() && scan.range().contains(row.row.key())).stream()
                        .sorted(scan.reverse() ? order.reversed() : order)
                        .limit(scan.limit())
                        .toList(),
                scan.columns(),
                false);
    }

    @Override
    public RowBatch find(List<Bytes> keys, Set<Column> columns) {
        Set<Bytes> wanted = new HashSet<>(keys);
        return batch(live(row -> wanted.contains(row.row.key())), columns, true);
    }

    @Override
    public RowBatches rows(Set<Column> columns) {
        return rows(fragments().iterator(), columns);
    }

    @Override
    public RowBatches rows(Fragment fragment, Set<Column> columns) {
        return rows(List.of(fragment).iterator(), columns);
    }

    private RowBatches rows(Iterator<Fragment> left, Set<Column> columns) {
        requireOpen();
        return new RowBatches() {

            private List<Located> present = List.of();

            @Override
            public @Nullable RowBatch next() {
                while (present.isEmpty() && left.hasNext()) {
                    present = live(left.next());
                }
                if (present.isEmpty()) {
                    return null;
                }
                int count = Math.min(BATCH_ROWS, present.size());
                RowBatch batch = batch(present.subList(0, count), columns, true);
                present = present.subList(count, present.size());
                return batch;
            }

            @Override
            public void close() {}
        };
    }

    private List<Located> live(Predicate<Located> wanted) {
        requireOpen();
        return fragments().stream()
                .flatMap(fragment -> live(fragment).stream())
                .filter(wanted)
                .toList();
    }

    private List<Located> live(Fragment fragment) {
        Set<Integer> deleted = dataset.deletions(fragment);
        List<Located> live = new ArrayList<>();
        List<FakeFile.Row> rows = rows(dataset, fragment);
        for (int offset = 0; offset < rows.size(); offset++) {
            if (!deleted.contains(offset)) {
                live.add(new Located(RowAddress.of(fragment.id(), offset), rows.get(offset)));
            }
        }
        return live;
    }

    /** The rows of a fragment; those of a migrated one have their sequence numbers in a second file. */
    static List<FakeFile.Row> rows(FakeDataset dataset, Fragment fragment) {
        String name = fragment.files().get(0).name();
        List<FakeFile.Row> rows = FakeFile.decode(FakeFile.read(dataset.folder(DatasetFolder.DATA), name), name);
        if (fragment.files().size() == 1) {
            return rows;
        }
        String second = fragment.files().get(1).name();
        List<FakeFile.Row> seqs = FakeFile.decode(FakeFile.read(dataset.folder(DatasetFolder.DATA), second), second);
        List<FakeFile.Row> joined = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            FakeFile.Row row = rows.get(i);
            joined.add(new FakeFile.Row(
                    row.key(),
                    row.value(),
                    row.version(),
                    row.tombstone(),
                    seqs.get(i).seq()));
        }
        return joined;
    }

    private RowBatch batch(List<Located> rows, Set<Column> columns, boolean addresses) {
        if (columns.contains(Column.SEQ) && manifest.columns() < 5) {
            throw new StorageException(Kind.INVALID_ARGUMENT, "version " + number() + " has no column seq");
        }
        BinaryColumnBuilder keys = new BinaryColumnBuilder();
        BinaryColumnBuilder values = new BinaryColumnBuilder();
        boolean[] tombstones = new boolean[rows.size()];
        long[] seqs = new long[rows.size()];
        long[] versions = new long[rows.size()];
        long[] places = new long[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            FakeFile.Row row = rows.get(i).row;
            add(keys, row.key());
            add(values, row.value());
            tombstones[i] = row.tombstone();
            seqs[i] = row.seq();
            versions[i] = row.version();
            places[i] = rows.get(i).address;
        }
        return new RowBatch(
                rows.size(),
                columns.contains(Column.KEY) ? keys.build() : null,
                columns.contains(Column.VALUE) ? values.build() : null,
                columns.contains(Column.TOMBSTONE) ? tombstones : null,
                columns.contains(Column.SEQ) ? seqs : null,
                columns.contains(Column.VERSION) ? versions : null,
                addresses ? places : null);
    }

    private static void add(BinaryColumnBuilder column, Bytes bytes) {
        column.add(bytes.array(), bytes.offset(), bytes.length());
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "version " + number() + " is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
