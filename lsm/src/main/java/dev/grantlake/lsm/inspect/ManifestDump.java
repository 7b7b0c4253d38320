package dev.grantlake.lsm.inspect;

import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestReader;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * A manifest as text: one line a version edit and one line for each of its fields.
 *
 * <pre>
 * &#64;241 edit of 264 bytes
 *   next file number 13
 *   create backing 000005 size 31799
 *   last sequence 1112
 *   delete L6 000005
 *   add L6 000012 size 17624 points [6b…#510,SET, 6b…#1009,SET] sequences 10 to 1009 virtual in 000005
 * </pre>
 */
public final class ManifestDump {

    private ManifestDump() {}

    /**
     * Hands the text of a manifest to {@code out}, line by line without line ends. Damage ends the dump; the last line
     * then says what was not read.
     *
     * @param maxBytes the largest manifest that is read
     * @throws dev.grantlake.base.StorageException if the file is missing or too large, or a sound record is no version
     *     edit; the lines before it have been handed out then
     */
    public static void lines(Vfs directory, String manifest, long maxBytes, Consumer<String> out) {
        LogTail tail =
                ManifestReader.read(directory, manifest, maxBytes, Strictness.SALVAGE, record -> record(record, out));
        if (tail != null) {
            out.accept("@" + tail.where().offset() + " " + tail.length() + " bytes not read: " + tail.detail());
        }
    }

    /** One field as text. */
    public static String line(ManifestEdit edit) {
        if (edit instanceof ManifestEdit.Comparer comparer) {
            return "comparer " + comparer.name();
        }
        if (edit instanceof ManifestEdit.LogNumber log) {
            return "log number " + log.number();
        }
        if (edit instanceof ManifestEdit.NextFileNumber next) {
            return "next file number " + next.number();
        }
        if (edit instanceof ManifestEdit.LastSequence last) {
            return "last sequence " + last.sequence();
        }
        if (edit instanceof ManifestEdit.CompactPointer pointer) {
            return "compact pointer L" + pointer.level() + " " + pointer.key();
        }
        if (edit instanceof ManifestEdit.PreviousLog log) {
            return "previous log number " + log.number();
        }
        if (edit instanceof ManifestEdit.DeletedTable deleted) {
            return "delete L" + deleted.level() + " " + FileName.padded(deleted.number());
        }
        if (edit instanceof ManifestEdit.NewTable added) {
            return "add L" + added.level() + " " + table(added.table());
        }
        if (edit instanceof ManifestEdit.CreatedBacking created) {
            return "create backing " + FileName.padded(created.fileNumber()) + " size " + created.size();
        }
        if (edit instanceof ManifestEdit.RemovedBacking removed) {
            return "remove backing " + FileName.padded(removed.fileNumber());
        }
        if (edit instanceof ManifestEdit.NewBlobFile added) {
            return "add blob file " + added.blobFile() + " in " + FileName.padded(added.fileNumber()) + " size "
                    + added.size() + " values " + added.valueSize() + " created "
                    + Long.toUnsignedString(added.creationTime());
        }
        ManifestEdit.DeletedBlobFile deleted = (ManifestEdit.DeletedBlobFile) edit;
        return "delete blob file " + deleted.blobFile() + " in " + FileName.padded(deleted.fileNumber());
    }

    private static void record(ManifestRecord record, Consumer<String> out) {
        out.accept("@" + record.where().offset() + " edit of " + record.length() + " bytes"
                + (record.chunks() > 1 ? " in " + record.chunks() + " chunks" : ""));
        for (ManifestEdit edit : record.edits()) {
            out.accept("  " + line(edit));
        }
    }

    private static String table(TableMetadata table) {
        StringBuilder text = new StringBuilder();
        text.append(FileName.padded(table.number())).append(" size ").append(table.size());
        append(text, " points ", table.points());
        append(text, " range keys ", table.rangeKeys());
        text.append(" sequences ")
                .append(table.smallestSequence())
                .append(" to ")
                .append(table.largestSequence());
        if (table.creationTime() != 0) {
            text.append(" created ").append(Long.toUnsignedString(table.creationTime()));
        }
        if (table.markedForCompaction()) {
            text.append(" needs compaction");
        }
        if (table.virtual()) {
            text.append(" virtual in ").append(FileName.padded(table.backing()));
        }
        if (!table.syntheticPrefix().isEmpty()) {
            text.append(" prefix ").append(table.syntheticPrefix());
        }
        if (!table.syntheticSuffix().isEmpty()) {
            text.append(" suffix ").append(table.syntheticSuffix());
        }
        for (TableMetadata.BlobReference reference : table.blobReferences()) {
            text.append(" values in blob file ")
                    .append(reference.blobFile())
                    .append(" size ")
                    .append(reference.valueSize());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable KeyBounds bounds) {
        if (bounds != null) {
            text.append(name).append(bounds);
        }
    }
}
