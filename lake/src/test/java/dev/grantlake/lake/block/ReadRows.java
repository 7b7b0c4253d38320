package dev.grantlake.lake.block;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.dataset.BinaryColumn;
import dev.grantlake.lake.dataset.BinaryColumnBuilder;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowBatch;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A version with values that say where they are, and what was read of it. */
final class ReadRows {

    /** One read, and the thread that made it. */
    record Read(int fragment, int from, int to, Thread reader) {

        boolean ahead() {
            return reader != Thread.currentThread();
        }
    }

    private final List<Read> reads = new CopyOnWriteArrayList<>();
    private final List<Fragment> fragments;
    private volatile Consumer<Read> onRead = read -> {};

    /** As many fragments as there are numbers, which say how many rows each has. */
    ReadRows(int... rows) {
        fragments = IntStream.range(0, rows.length)
                .mapToObj(id -> new Fragment(id, rows[id], 0, List.of(new DataFile("file-" + id, 100L)), null))
                .toList();
    }

    static Bytes value(int fragment, int offset) {
        return Bytes.utf8("row " + offset + " of " + fragment);
    }

    List<Read> reads() {
        return reads;
    }

    /** Has this done in the middle of each read from now on. */
    void onRead(Consumer<Read> action) {
        onRead = action;
    }

    DatasetVersion version() {
        return (DatasetVersion) Proxy.newProxyInstance(
                DatasetVersion.class.getClassLoader(),
                new Class<?>[] {DatasetVersion.class},
                (proxy, call, arguments) -> switch (call.getName()) {
                    case "fragments" -> fragments;
                    case "read" -> read((Fragment) arguments[0], (int) arguments[1], (int) arguments[2]);
                    default -> throw new UnsupportedOperationException(call.getName());
                });
    }

    private RowBatch read(Fragment fragment, int from, int count) {
        if (from < 0 || count < 1 || from + count > fragment.rows()) {
            throw new IllegalArgumentException(count + " rows from " + from + " on of " + fragment);
        }
        Read read = new Read(fragment.id(), from, from + count, Thread.currentThread());
        reads.add(read);
        onRead.accept(read);
        return new RowBatch(count, null, values(read), null, null, null, null);
    }

    private static BinaryColumn values(Read read) {
        BinaryColumnBuilder values = new BinaryColumnBuilder();
        for (int offset = read.from; offset < read.to; offset++) {
            Bytes value = value(read.fragment, offset);
            values.add(value.array(), value.offset(), value.length());
        }
        return values.build();
    }
}
