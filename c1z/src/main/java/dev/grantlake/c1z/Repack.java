package dev.grantlake.c1z;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.vfs.Vfs;

/**
 * Writes the payload of a container anew, in any encoding: the same files with the same bytes, and the same manifest
 * but for the number of the encoding. What reads the one reads the other.
 */
public final class Repack {

    private static final int ENCODING_FIELD = 4;

    private Repack() {}

    /**
     * Writes all of {@code source} into {@code target}, and commits it. The room for the head is known here, so the
     * result has no gap, whatever {@code options} say of it.
     *
     * @param target belongs to this call, also if it fails: it is closed at the end
     * @throws dev.grantlake.base.StorageException if the source is damaged, as its reader says it, or the target cannot
     *     be written, as {@link C1zWriter} does
     */
    public static void copy(C1zFile source, NewFile target, C1zWriteOptions options) {
        try (target) {
            Bytes manifest = withEncoding(source.manifest(), options.encoding(), source.description());
            try (C1zWriter writer = C1zWriter.open(target, options.withHeadRoomBytes(manifest.length()))) {
                Vfs files = source.payload();
                for (String name : files.list()) {
                    writer.copy(files, name);
                }
                writer.finish(manifest);
            }
        }
    }

    /** The manifest with another encoding in it; all other fields stay as they lie there, known or not. */
    private static Bytes withEncoding(Bytes manifest, PayloadEncoding encoding, String container) {
        ByteSink changed = new ByteSink(manifest.length());
        Location where = new Location(container, EnvelopeHead.PREFIX_LENGTH, "manifest");
        ProtoReader in = new ProtoReader(manifest, where);
        boolean written = false;
        int start = 0;
        while (in.next()) {
            in.skip();
            int end = in.position();
            if (in.field() != ENCODING_FIELD) {
                changed.writeBytes(manifest.slice(start, end - start));
            } else if (!written) {
                changed.writeVarint(ENCODING_FIELD << 3 | ProtoReader.VARINT).writeVarint(encoding.code());
                written = true;
            }
            start = end;
        }
        return changed.toBytes();
    }
}
