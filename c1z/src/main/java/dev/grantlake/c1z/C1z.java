package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

/**
 * What can be told of a file from its front alone. One read of at most 32 KiB answers almost always; the payload is not
 * touched, and neither protobuf classes nor zstd are loaded.
 */
public final class C1z {

    private C1z() {}

    /**
     * What kind of file this is.
     *
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file
     */
    public static C1zKind sniff(Vfs vfs, String name) {
        try (ReadableFile file = vfs.open(name)) {
            int length = (int) Math.min(C1zKind.MAGIC_LENGTH, file.size());
            return C1zKind.of(length == 0 ? Bytes.EMPTY : file.read(0, length));
        }
    }

    /** As {@link #readHead(Vfs, String, ReadMetrics)}, uncounted. */
    public static EnvelopeHead readHead(Vfs vfs, String name) {
        return readHead(vfs, name, new ReadMetrics());
    }

    /**
     * The head of a v3 file. Neither the engine nor the encoding of the payload has to be known.
     *
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file, {@code UNSUPPORTED} for a v1 file,
     *     {@code CORRUPT} for all else that is not the front of a v3 file, {@code LIMIT_EXCEEDED} for a head with more
     *     rows than any writer has
     */
    public static EnvelopeHead readHead(Vfs vfs, String name, ReadMetrics metrics) {
        try (SourceFile source = SourceFile.open(vfs, name, metrics)) {
            return EnvelopeReader.head(source);
        }
    }

    /** As {@link #readFrameTable(Vfs, String, ReadMetrics)}, uncounted. */
    public static FrameTable readFrameTable(Vfs vfs, String name) {
        return readFrameTable(vfs, name, new ReadMetrics());
    }

    /**
     * The table of an indexed payload, without opening the container. Whether it fits the manifest is not checked.
     *
     * @throws StorageException as {@link #readHead(Vfs, String)}; {@code UNSUPPORTED} also for an unknown encoding,
     *     {@code FAILED_PRECONDITION} for one that has no such table
     */
    public static FrameTable readFrameTable(Vfs vfs, String name, ReadMetrics metrics) {
        try (SourceFile source = SourceFile.open(vfs, name, metrics)) {
            EnvelopeHead head = EnvelopeReader.head(source);
            if (head.encoding() != PayloadEncoding.INDEXED_ZSTD) {
                throw new StorageException(
                        StorageException.Kind.FAILED_PRECONDITION,
                        source.at(head.payloadOffset(), "payload"),
                        "is a tar archive and has no frame table",
                        null);
            }
            return FrameTableReader.read(source, head.payloadOffset());
        }
    }
}
