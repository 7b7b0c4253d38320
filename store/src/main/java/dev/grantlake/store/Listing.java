package dev.grantlake.store;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.spi.RecordScan;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * All records that match a question, not read yet: take pages of it, or stream it. In the order of the engine's keys,
 * each record once. Thread-safe; reading it twice reads twice.
 *
 * <p>A page token is the position of the last record <em>returned</em>, so a filter can neither skip nor repeat records
 * at a page boundary, whatever the page size.
 */
public final class Listing<T> {

    private final Function<@Nullable Bytes, RecordScan<T>> scans;

    /**
     * A listing over what {@code scans} opens.
     *
     * @param scans opens a scan that starts behind a position that an earlier scan gave, or at the start for null
     */
    public Listing(Function<@Nullable Bytes, RecordScan<T>> scans) {
        this.scans = scans;
    }

    /** One page; an unknown or foreign token is {@code INVALID_ARGUMENT}. */
    public Page<T> page(PageRequest request) {
        try (RecordScan<T> scan = scans.apply(decode(request.token()))) {
            List<T> records = new ArrayList<>(Math.min(request.size(), 1024));
            while (records.size() < request.size()) {
                if (!scan.next()) {
                    return new Page<>(records, "");
                }
                records.add(scan.record());
            }
            return new Page<>(records, encode(scan.position()));
        }
    }

    /**
     * A stream that reads as it goes, in bounded memory; close it (try-with-resources) if it is not read to its end.
     */
    public Stream<T> stream() {
        RecordScan<T> scan = scans.apply(null);
        return StreamSupport.stream(new ScanSpliterator<>(scan), false).onClose(scan::close);
    }

    /** Hands every record to {@code action}, in bounded memory. */
    public void forEach(Consumer<? super T> action) {
        try (RecordScan<T> scan = scans.apply(null)) {
            while (scan.next()) {
                action.accept(scan.record());
            }
        }
    }

    public Optional<T> first() {
        try (RecordScan<T> scan = scans.apply(null)) {
            return scan.next() ? Optional.of(scan.record()) : Optional.empty();
        }
    }

    /** The number of records, found by walking them. */
    public long count() {
        long count = 0;
        try (RecordScan<T> scan = scans.apply(null)) {
            while (scan.next()) {
                count++;
            }
        }
        return count;
    }

    private static @Nullable Bytes decode(String token) {
        if (token.isEmpty()) {
            return null;
        }
        try {
            Bytes position = Bytes.wrap(Base64.getUrlDecoder().decode(token));
            // The decoder forgives padding and stray low bits; a token is only what a page has given out.
            if (encode(position).equals(token)) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            throw StoreException.invalidPageToken(token);
        }
        throw StoreException.invalidPageToken(token);
    }

    private static String encode(Bytes position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.toArray());
    }

    /** Closes its scan at the end, so that a stream read to its end needs no close. */
    private static final class ScanSpliterator<T> extends Spliterators.AbstractSpliterator<T> {

        private final RecordScan<T> scan;

        ScanSpliterator(RecordScan<T> scan) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
            this.scan = scan;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            if (!scan.next()) {
                scan.close();
                return false;
            }
            action.accept(scan.record());
            return true;
        }
    }
}
