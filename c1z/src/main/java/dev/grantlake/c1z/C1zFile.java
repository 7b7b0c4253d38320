package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.Vfs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An open v3 container: its head, and its payload as a directory that nobody unpacked. Opening reads the head and the
 * payload's table of contents; a file inside is decoded when it is first read. The container is held open until
 * {@link #close}, so a save that replaces it by name does not disturb a reader.
 *
 * <pre>{@code
 * try (C1zFile file = C1zFile.open(vfs, "sync.c1z", C1zReadOptions.defaults());
 *         ReadableFile table = file.payload().open("000004.sst")) {
 *     Bytes footer = table.read(table.size() - 61, 61);
 * }
 * }</pre>
 *
 * <p>Thread-safe. The format's page is {@code docs/formats/c1z3-envelope.md}.
 */
public final class C1zFile implements AutoCloseable {

    private static final int PIECE_BYTES = 1 << 20;

    private final SourceFile source;
    private final Spool spool;
    private final EnvelopeHead head;
    private final Payload payload;
    private final PayloadVfs directory;
    private final DecodeAhead ahead;
    private final FrameDecoder decoder;
    /** Filled in when the first one is asked for. */
    private final Map<String, FrameEntry> framesByName = new HashMap<>();

    private final AtomicBoolean closed = new AtomicBoolean();

    private C1zFile(SourceFile source, Spool spool, EnvelopeHead head, Payload payload, FrameDecoder decoder) {
        this.source = source;
        this.spool = spool;
        this.head = head;
        this.payload = payload;
        this.decoder = decoder;
        this.ahead = new DecodeAhead(source.description());
        this.directory = new PayloadVfs(source.description(), payload.contents(), closed, ahead);
    }

    /** As {@link #open(Vfs, String, C1zReadOptions, ReadComponents)}, with components of its own. */
    public static C1zFile open(Vfs vfs, String name, C1zReadOptions options) {
        return open(vfs, name, options, ReadComponents.standalone());
    }

    /**
     * Opens the container {@code name} in {@code vfs}.
     *
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file, {@code UNSUPPORTED} for a v1 file,
     *     an unknown engine and an unknown encoding, {@code LIMIT_EXCEEDED} if the payload is larger than
     *     {@code options} allow, {@code CORRUPT} if the bytes contradict the format
     */
    public static C1zFile open(Vfs vfs, String name, C1zReadOptions options, ReadComponents components) {
        SourceFile source = SourceFile.open(vfs, name, components.metrics());
        Spool spool = new Spool(components.scratchFolder(), source.description());
        try {
            Bytes manifest = EnvelopeReader.manifest(source);
            EnvelopeHead head = HeadDecoder.decode(manifest, source.description());
            // The engine goes first: who cannot read the records need not be told what is wrong around them.
            head.interior();
            Payload payload = Payload.open(source, head, manifest, options, components, spool);
            FrameDecoder decoder = new FrameDecoder(source, options.maxWindowBytes(), components.metrics());
            return new C1zFile(source, spool, head, payload, decoder);
        } catch (RuntimeException | Error e) {
            closeBoth(source, spool, e);
            throw e;
        }
    }

    private static void closeBoth(SourceFile source, Spool spool, Throwable primary) {
        try (source;
                spool) {
            // Closed by leaving.
        } catch (RuntimeException onClose) {
            primary.addSuppressed(onClose);
        }
    }

    /** The container as messages name it. */
    public String description() {
        return source.description();
    }

    /** Size of the container in bytes. */
    public long size() {
        return source.size();
    }

    public EnvelopeHead head() {
        return head;
    }

    /** The bytes of the manifest, unparsed; all that {@link #head} leaves out is in them. */
    Bytes manifest() {
        return EnvelopeReader.manifest(source);
    }

    /** The files of the payload in the order of its table of contents; their names are unique. */
    public List<PayloadFile> files() {
        return payload.files();
    }

    /** The table of an indexed payload; nothing for a tar archive. */
    public Optional<FrameTable> frameTable() {
        return payload.frameTable();
    }

    /** The frame that a file of the payload lies in; nothing in a tar archive. */
    synchronized Optional<FrameEntry> frame(String name) {
        if (framesByName.isEmpty()) {
            frameTable().ifPresent(table -> table.entries().forEach(frame -> framesByName.put(frame.name(), frame)));
        }
        return Optional.ofNullable(framesByName.get(name));
    }

    /**
     * Hands out a frame as it lies there, in pieces.
     *
     * @throws StorageException of kind {@code CORRUPT} before the first piece, if what the frame holds is not what the
     *     table says
     */
    void read(FrameEntry frame, Consumer<Bytes> target) {
        decoder.check(frame);
        long end = frame.offset() + frame.compressedSize();
        for (long at = frame.offset(); at < end; ) {
            Bytes piece = source.read(at, (int) Math.min(PIECE_BYTES, end - at));
            target.accept(piece);
            at += piece.length();
        }
    }

    /**
     * Refuses a manifest that is not the one that the frame index was written for, as opening does unless told
     * otherwise. An archive, and an index that does not say, go with any manifest.
     *
     * @throws StorageException of kind {@code CORRUPT} with both hashes
     */
    public void requireManifest() {
        payload.frameTable()
                .ifPresent(table -> FrameTableReader.requireManifest(table, EnvelopeReader.manifest(source), source));
    }

    /** Where the payload ends, in bytes from the start of the container. What lies behind a tar archive is ignored. */
    public long payloadEnd() {
        return payload.end();
    }

    /**
     * The payload as a read-only directory. It lives as long as this container; closing it does nothing. Reading a file
     * whose frame does not hold what the table says is a {@link StorageException} of kind {@code CORRUPT} that names
     * the frame.
     */
    public Vfs payload() {
        return directory;
    }

    /** Closes the container and everything read from it; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ahead.close();
            try (source) {
                spool.close();
            }
        }
    }
}
