package dev.grantlake.c1z.inspect;

import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.FrameTable;
import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.c1z.V1Head;
import dev.grantlake.vfs.Vfs;

import java.util.List;
import java.util.Optional;

/**
 * Where in a container everything lies, and what is odd about it.
 *
 * @param file the container as messages name it
 * @param size in bytes
 * @param kind what its first bytes say
 * @param head of a v3 file, if it can be read
 * @param frameTable of an indexed payload, if it can be read
 * @param files in the payload, in the order of its table of contents; empty if that cannot be read
 * @param v1 what the front of a v1 file says, if it can be read; empty also for one without a database
 * @param gaps stretches of the payload that belong to nothing
 * @param notes what a reader accepts and a writer should not have done
 * @param faults what keeps a reader from the whole content, in the order in which it would come upon it
 */
public record EnvelopeReport(
        String file,
        long size,
        C1zKind kind,
        Optional<EnvelopeHead> head,
        Optional<FrameTable> frameTable,
        List<PayloadFile> files,
        Optional<V1Head> v1,
        List<Gap> gaps,
        List<String> notes,
        List<String> faults) {

    /**
     * Bytes of the payload that belong to nothing.
     *
     * @param offset in bytes from the start of the container
     * @param length in bytes
     */
    public record Gap(long offset, long length) {}

    /** How much of a container a report looks at. */
    public enum Depth {

        /**
         * Head and table of contents; no frame is decoded, except that a compressed archive has to be, and the first
         * bytes of a v1 file's.
         */
        TABLE,

        /**
         * Also every file: its frame is decoded and held against both of its hashes. The database of a v1 file is
         * decoded and held against its checksum and its size.
         */
        CONTENT
    }

    public EnvelopeReport {
        files = List.copyOf(files);
        gaps = List.copyOf(gaps);
        notes = List.copyOf(notes);
        faults = List.copyOf(faults);
    }

    /**
     * Looks at the container {@code name} in {@code vfs}. Damage does not make this fail; it is in the report.
     *
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file, {@code IO} if the system refuses
     */
    public static EnvelopeReport of(
            Vfs vfs, String name, Depth depth, C1zReadOptions options, ReadComponents components) {
        return new EnvelopeInspector(vfs, name, options, components).inspect(depth);
    }

    /** The report as text, one fact a line. */
    public List<String> lines() {
        return new EnvelopeText(this).lines();
    }
}
