package dev.grantlake.cli.load;

import com.google.protobuf.MessageLite;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.StoreException;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Records of one kind on their way to a writer, and where each comes from. Belongs to one thread. */
final class Batch<T extends MessageLite> {

    private static final int MAX_RECORDS = 4096;
    private static final long MAX_BYTES = 8L << 20;

    private final Consumer<Iterable<T>> put;
    private final LongFunction<Location> places;
    private final List<T> records = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private long bytes;

    /**
     * A batch.
     *
     * @param put takes the records; one that it refuses is the last that it has taken from the iterator
     * @param places the place that the number of a record stands for
     */
    Batch(Consumer<Iterable<T>> put, LongFunction<Location> places) {
        this.put = put;
        this.places = places;
    }

    /** Adds a record, and passes on what there is when that is enough. */
    void add(T message, long number) {
        records.add(message);
        numbers.add(number);
        bytes += message.getSerializedSize();
        if (records.size() >= MAX_RECORDS || bytes >= MAX_BYTES) {
            flush();
        }
    }

    /** Passes on what there is. */
    void flush() {
        if (records.isEmpty()) {
            return;
        }
        Walk walk = new Walk();
        try {
            put.accept(() -> walk);
        } catch (StoreException e) {
            throw refused(places.apply(walk.number()), e);
        }
        records.clear();
        numbers.clear();
        bytes = 0;
    }

    /** The error that the writer does not take what stands at {@code where}. */
    static StorageException refused(Location where, StoreException e) {
        return new StorageException(StorageException.Kind.CORRUPT, where, String.valueOf(e.getMessage()), e);
    }

    /** Walks once over the records, and knows how far it is. */
    private final class Walk implements Iterator<T> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < records.size();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return records.get(next++);
        }

        long number() {
            return numbers.get(Math.max(0, next - 1));
        }
    }
}
