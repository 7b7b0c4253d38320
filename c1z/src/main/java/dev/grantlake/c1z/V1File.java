package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.ZstdFrameHeader;
import dev.grantlake.base.ZstdReader;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open v1 file, whose database is decoded once: into memory by {@link #decode()}, or piece by piece by
 * {@link #decode(Sink)}. Opening decodes no more than the head of the database. Belongs to one thread; whoever opened
 * it closes it.
 *
 * <table>
 *   <caption>Layout</caption>
 *   <tr><th>offset</th><th>size</th><th>field</th><th>meaning</th></tr>
 *   <tr><td>0</td><td>5</td><td>magic</td><td>{@code 43 31 5a 46 00}</td></tr>
 *   <tr><td>5</td><td>to the end</td><td>zstd</td><td>one frame: a whole SQLite 3 database and nothing else. Nothing at
 *       all is a store that nothing was ever written to</td></tr>
 * </table>
 *
 * <p>The size of the database is known before it is decoded, from the frame or from its own header. Where both say it
 * they must agree, and the content must be exactly that long. The format's page is {@code docs/formats/c1z1-sqlite.md}.
 */
public final class V1File implements AutoCloseable {

    /** Receives the decoded database in order. */
    @FunctionalInterface
    public interface Sink {

        /** Takes {@code bytes}, which are valid during the call. */
        void write(Bytes bytes);
    }

    /** Largest database that is decoded into memory. */
    private static final long MAX_MEMORY_BYTES = 64L << 20;

    /** What it may take beyond {@link #MEMORY_RATIO} times the file: more is made to expand, and goes to the disk. */
    private static final long MEMORY_EXCESS = 32L << 20;

    private static final int MEMORY_RATIO = 4;

    /** The most that a byte of the file may decode to; databases of real records stay below 100. */
    private static final long MAX_RATIO = 1024;

    private static final int CHUNK = 256 << 10;

    /** The version that means a rollback journal. */
    private static final byte ROLLBACK_JOURNAL = 1;

    private final SourceFile source;
    private final ReadMetrics metrics;
    private final @Nullable ZstdReader stream;
    private final Optional<V1Head> head;

    /** The decoded head of the database, ready to be handed out. */
    private final byte[] start;

    private V1File(
            SourceFile source, ReadMetrics metrics, @Nullable ZstdReader stream, Optional<V1Head> head, byte[] start) {
        this.source = source;
        this.metrics = metrics;
        this.stream = stream;
        this.head = head;
        this.start = start;
    }

    /**
     * Opens the file {@code name} in {@code vfs}.
     *
     * @param options bounds; the size of the database is bounded by 10 GiB where they name no other bound
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file, {@code CORRUPT} if it is no v1 file,
     *     is cut or holds no database, {@code LIMIT_EXCEEDED} if it decodes to more than {@code options} allow
     */
    public static V1File open(Vfs vfs, String name, C1zReadOptions options, ReadMetrics metrics) {
        SourceFile source = SourceFile.open(vfs, name, metrics);
        try {
            requireMagic(source);
            return source.size() == C1zKind.MAGIC_LENGTH
                    ? new V1File(source, metrics, null, Optional.empty(), new byte[0])
                    : open(source, options, metrics);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    private static void requireMagic(SourceFile source) {
        Bytes magic = source.readPart(0, C1zKind.MAGIC_LENGTH, "magic");
        if (!magic.equals(C1zKind.V1_MAGIC)) {
            throw StorageException.corrupt(source.at(0, "magic"), C1zKind.V1_MAGIC.toHex(), magic.toHex());
        }
    }

    private static V1File open(SourceFile source, C1zReadOptions options, ReadMetrics metrics) {
        Location where = source.at(C1zKind.MAGIC_LENGTH, "zstd stream");
        long maxBytes = Math.min(
                options.maxDecodedBytes().orElse(C1zReadOptions.DEFAULT_MAX_DECODED_BYTES),
                Math.max(MAX_MEMORY_BYTES, MAX_RATIO * source.size()));
        Bytes front = source.read(
                C1zKind.MAGIC_LENGTH, (int) Math.min(ZstdFrameHeader.MAX_BYTES, source.size() - C1zKind.MAGIC_LENGTH));
        ZstdFrameHeader frame = ZstdFrameHeader.parse(front, where);
        ZstdReader stream = ZstdReader.open(
                source::read,
                C1zKind.MAGIC_LENGTH,
                source.size(),
                new ZstdReader.Limits(options.maxWindowBytes(), maxBytes),
                where);
        try {
            byte[] start = new byte[SqliteHeader.LENGTH];
            stream.readExactly(start, 0, start.length, "the head of a SQLite database");
            SqliteHeader database = SqliteHeader.parse(Bytes.wrap(start), decoded(source, 0));
            V1Head head = new V1Head(frame.windowBytes(), declared(frame), frame.checksum(), database);
            requireOneSize(head, maxBytes, source);
            // There is no log beside it, so it needs none; SQLite would look for one.
            start[SqliteHeader.VERSIONS_OFFSET] = ROLLBACK_JOURNAL;
            start[SqliteHeader.VERSIONS_OFFSET + 1] = ROLLBACK_JOURNAL;
            return new V1File(source, metrics, stream, Optional.of(head), start);
        } catch (RuntimeException | Error e) {
            stream.close();
            throw e;
        }
    }

    private static OptionalLong declared(ZstdFrameHeader frame) {
        return frame.contentBytes() == ZstdFrameHeader.UNKNOWN
                ? OptionalLong.empty()
                : OptionalLong.of(frame.contentBytes());
    }

    private static void requireOneSize(V1Head head, long maxBytes, SourceFile source) {
        OptionalLong bytes = head.database().databaseBytes();
        if (bytes.isEmpty()) {
            return;
        }
        if (head.declaredBytes().orElse(bytes.getAsLong()) != bytes.getAsLong()) {
            throw StorageException.corrupt(
                    decoded(source, 28),
                    "a database of " + head.declaredBytes().getAsLong() + " bytes, as the zstd frame says",
                    "one of " + bytes.getAsLong());
        }
        if (bytes.getAsLong() > maxBytes) {
            throw StorageException.limit(
                    decoded(source, 28), "a database of " + bytes.getAsLong() + " bytes, the limit is " + maxBytes);
        }
    }

    private static Location decoded(SourceFile source, long offset) {
        return new Location(source.description(), offset, "decoded database");
    }

    /** The file as messages name it. */
    public String description() {
        return source.description();
    }

    /** Size of the file in bytes. */
    public long size() {
        return source.size();
    }

    /** What the front says; empty for a file without a database, which ends behind its magic. */
    public Optional<V1Head> head() {
        return head;
    }

    /** Size of the database in bytes; empty if only decoding tells. */
    public OptionalLong databaseBytes() {
        if (head.isEmpty()) {
            return OptionalLong.of(0);
        }
        OptionalLong bytes = head.get().database().databaseBytes();
        return bytes.isPresent() ? bytes : head.get().declaredBytes();
    }

    /** Whether {@link #decode()} may be asked for. */
    public boolean fitsInMemory() {
        OptionalLong bytes = databaseBytes();
        return bytes.isPresent()
                && bytes.getAsLong() <= Math.min(MAX_MEMORY_BYTES, MEMORY_EXCESS + MEMORY_RATIO * source.size());
    }

    /**
     * The whole database, in an array of its own. Only if it {@link #fitsInMemory}, and only once.
     *
     * @throws StorageException of kind {@code CORRUPT} if the stream is damaged, cut, or of another length
     */
    public byte[] decode() {
        if (!fitsInMemory()) {
            throw new IllegalStateException("too large, or of unknown size: " + databaseBytes());
        }
        byte[] database = new byte[(int) databaseBytes().getAsLong()];
        int length = 0;
        if (stream != null) {
            length = Math.min(start.length, database.length);
            System.arraycopy(start, 0, database, 0, length);
            stream.readExactly(database, length, database.length - length, "a database");
            requireEnd(stream, database.length);
            metrics.frameDecoded(database.length);
        }
        return database;
    }

    private void requireEnd(ZstdReader stream, long length) {
        if (stream.read(new byte[1], 0, 1) >= 0) {
            throw StorageException.corrupt(
                    decoded(source, length), "the end of a database of " + length + " bytes", "more");
        }
    }

    /**
     * Hands the whole database to {@code sink}, once.
     *
     * @return its size in bytes
     * @throws StorageException as {@link #decode()}; {@code LIMIT_EXCEEDED} also if it outgrows the limit
     */
    public long decode(Sink sink) {
        if (stream == null) {
            return 0;
        }
        sink.write(Bytes.wrap(start));
        long length = start.length;
        byte[] chunk = new byte[CHUNK];
        for (int count = stream.read(chunk, 0, CHUNK); count >= 0; count = stream.read(chunk, 0, CHUNK)) {
            sink.write(Bytes.wrap(chunk, 0, count));
            length += count;
        }
        long expected = databaseBytes().orElse(length);
        if (length != expected) {
            throw StorageException.corrupt(
                    decoded(source, length), "a database of " + expected + " bytes", "its end after " + length);
        }
        metrics.frameDecoded(length);
        return length;
    }

    /** Closes the file; a second call does nothing. */
    @Override
    public void close() {
        try (source) {
            if (stream != null) {
                stream.close();
            }
        }
    }
}
