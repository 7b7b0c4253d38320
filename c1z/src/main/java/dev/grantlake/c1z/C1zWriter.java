package dev.grantlake.c1z;

import com.google.protobuf.CodedOutputStream;
import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.FileTarget;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.DescriptorClosure;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes a v3 container: the files of its payload one after the other, and the head at the end, when it is known.
 *
 * <pre>{@code
 * try (C1zWriter writer = C1zWriter.open(path, Existing.REPLACE, C1zWriteOptions.defaults())) {
 *     try (FileSink table = writer.create("000004.sst")) {
 *         table.write(bytes);
 *         table.finish();
 *     }
 *     writer.finish(manifest);
 * }
 * }</pre>
 *
 * <p>The container appears under its name when {@link #finish} returns, and not before; one that is closed without it
 * leaves nothing, as {@link AtomicFile} says in detail. After a failure nothing but {@link #close} succeeds.
 *
 * <p><b>Order.</b> Names come in ascending byte order, which is the order that a database's files have anyway: tables
 * and log by number, then {@code MANIFEST}, {@code OPTIONS} and markers. So each name is there once, the index is
 * sorted, and frames lie in its order, as Go writes them.
 *
 * <p><b>Same bytes.</b> Files, manifest and options but threads and scratch folder decide every byte, with one version
 * of the zstd library. There is no time or chance in them.
 *
 * <p><b>Memory.</b> A file is held until it is compressed, up to {@link C1zWriteOptions#maxHeapFileBytes}; one file
 * more than there are threads is under way while the next is gathered. With the compressed forms and the growth of
 * arrays that is at most {@code 2 * (threads + 2) * maxHeapFileBytes}, and 3 MiB. A larger file needs only the window
 * of its compression. An archive holds one file at a time.
 *
 * <p>Belongs to one thread. Its own threads compress; they are daemons, and end with it.
 */
public final class C1zWriter implements FileTarget, AutoCloseable {

    private static final int PIECE_BYTES = 1 << 20;

    private final NewFile target;
    private final PayloadEncoding encoding;
    private final PayloadArea area;
    private final PayloadWriter payload;
    private @Nullable PayloadSink current;
    private Bytes lastName = Bytes.EMPTY;
    private int files;
    private boolean closed;

    private C1zWriter(NewFile target, C1zWriteOptions options) {
        this.target = target;
        this.encoding = options.encoding();
        this.area = new PayloadArea(target, options.headRoomBytes());
        this.payload = options.encoding() == PayloadEncoding.INDEXED_ZSTD
                ? new IndexedPayloadWriter(area, options)
                : new TarPayloadWriter(area, options);
    }

    /**
     * Begins a container that is to be at {@code path}.
     *
     * @throws StorageException as {@link AtomicFile#create}
     */
    public static C1zWriter open(Path path, AtomicFile.Existing existing, C1zWriteOptions options) {
        return open(AtomicFile.create(path, existing), options);
    }

    /** Begins a container in {@code target}, which belongs to the writer from here on, also if this fails. */
    public static C1zWriter open(NewFile target, C1zWriteOptions options) {
        try {
            return new C1zWriter(target, options);
        } catch (RuntimeException | Error e) {
            try (target) {
                throw e;
            }
        }
    }

    /**
     * Begins the next file of the payload. The one before is finished or closed; what was closed unfinished is not in
     * the payload.
     *
     * @param name relative, with slashes, 1 to 4096 bytes, and greater than the one before by bytes
     * @throws StorageException of kind {@code INVALID_ARGUMENT} for any other name, {@code FAILED_PRECONDITION} while
     *     another file is open or after a failure, {@code LIMIT_EXCEEDED} for more than {@link FrameTable#MAX_ENTRIES}
     *     files, {@code CLOSED} after {@link #finish} or {@link #close}
     */
    @Override
    public FileSink create(String name) {
        admit(name);
        PayloadSink sink = new PayloadSink(target.description() + "/" + name, area, payload.begin(name));
        current = sink;
        return sink;
    }

    /**
     * Adds a file of another directory under its name there, as {@link #create} and writing it do.
     *
     * @throws StorageException also as reading the file does
     */
    public void copy(Vfs files, String name) {
        try (ReadableFile from = files.open(name);
                FileSink to = create(name)) {
            long done = 0;
            // Once at least: an empty file has a frame, which may be damaged.
            do {
                Bytes piece = from.read(done, (int) Math.min(PIECE_BYTES, from.size() - done));
                to.write(piece);
                done += piece.length();
            } while (done < from.size());
            to.finish();
        }
    }

    /**
     * Adds a file of another container under its name there. Where both are indexed, its frame is taken over byte for
     * byte, once it has been decoded and found to hold what the table says; otherwise the file is copied.
     *
     * @throws StorageException as {@link #create}, and of kind {@code CORRUPT} if the file is damaged where it lies
     */
    public void carry(C1zFile source, String name) {
        Optional<FrameEntry> frame = source.frame(name);
        if (frame.isPresent() && payload instanceof IndexedPayloadWriter indexed) {
            admit(name);
            area.guard(() -> indexed.carry(frame.get(), source));
        } else {
            copy(source.payload(), name);
        }
    }

    private void admit(String name) {
        requireOpen();
        Bytes bytes = EntryName.requireWritable(name, target.description());
        if (bytes.compareTo(lastName) <= 0) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    payload(),
                    Text.quoted(name) + " does not follow " + Text.quoted(lastName.toUtf8()) + " in ascending order",
                    null);
        }
        if (files == FrameTable.MAX_ENTRIES) {
            throw StorageException.limit(payload(), "more than " + FrameTable.MAX_ENTRIES + " files");
        }
        files++;
        lastName = bytes;
    }

    /**
     * Writes the head and what follows the payload, and puts the container in place, safe on disk.
     *
     * @param manifest what the file says of itself; encoding and descriptors are filled in here. Its
     *     {@code engine_schema_version} is the format version of the database in the payload, and for today's keys
     *     there are one entry in {@code sync_runs}, {@code pebble_id_index_format} 2 and, if digests are built,
     *     {@code grant_digest_root}
     * @throws StorageException of kind {@code UNSUPPORTED} for an unknown engine, {@code INVALID_ARGUMENT} for none,
     *     {@code LIMIT_EXCEEDED} for a manifest above {@link EnvelopeHead#MAX_MANIFEST_LENGTH} or an index above
     *     {@link FrameTable#MAX_INDEX_LENGTH}, {@code ALREADY_EXISTS} if there is a file by now that may not be
     *     replaced, and as {@link #create}
     */
    public void finish(C1ZManifestV3 manifest) {
        if (manifest.getEngine().isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    Location.of(target.description(), "manifest"),
                    "names no engine",
                    null);
        }
        Interior.of(manifest.getEngine(), Location.of(target.description(), "manifest"));
        C1ZManifestV3 complete = manifest.toBuilder()
                .setPayloadEncodingValue(encoding.code())
                .setDescriptors(DescriptorClosure.set())
                .build();
        finish(serialized(complete));
    }

    /** As {@link #finish(C1ZManifestV3)}, with a manifest that is complete. */
    void finish(Bytes manifest) {
        requireOpen();
        if (manifest.length() > EnvelopeHead.MAX_MANIFEST_LENGTH) {
            throw StorageException.limit(
                    Location.of(target.description(), "manifest"),
                    "of " + manifest.length() + " bytes, the limit is " + EnvelopeHead.MAX_MANIFEST_LENGTH);
        }
        area.guard(() -> {
            payload.finish();
            long base = area.place(manifest.length(), payload.allowsGap());
            long end = base + area.size();
            Bytes tail = payload.tail(base, manifest);
            target.write(end, tail);
            target.truncate(end + tail.length());
            target.write(0, head(manifest));
            target.commit();
        });
        close();
    }

    /** Ends the threads, and gives the container up unless it is finished; a second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (target;
                payload) {
            if (current != null) {
                current.close();
            }
        }
    }

    private static Bytes serialized(C1ZManifestV3 manifest) {
        byte[] bytes = new byte[manifest.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        // Maps would otherwise come in an order of their own.
        out.useDeterministicSerialization();
        try {
            manifest.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the message's size has room for it", e);
        }
        return Bytes.wrap(bytes);
    }

    private static Bytes head(Bytes manifest) {
        byte[] prefix = new byte[EnvelopeHead.PREFIX_LENGTH];
        System.arraycopy(C1zKind.V3_MAGIC.toArray(), 0, prefix, 0, C1zKind.MAGIC_LENGTH);
        BigEndian.putInt(prefix, C1zKind.MAGIC_LENGTH, manifest.length());
        return Bytes.wrap(prefix).plus(manifest);
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, payload(), "is closed", null);
        }
        area.requireSound();
        if (current != null && current.isOpen()) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION, payload(), current.description() + " is open", null);
        }
    }

    private Location payload() {
        return Location.of(target.description(), "payload");
    }
}
