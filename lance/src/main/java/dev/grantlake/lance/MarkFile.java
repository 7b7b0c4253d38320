package dev.grantlake.lance;

import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.vfs.WritableFile;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.fragment.DeletionFile;
import org.lance.fragment.DeletionFileType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;

/**
 * Marks of rows in a file as the library writes it. The library marks only rows of fragments that are committed; those
 * of a fragment that is about to be are marked here, so that both come with one commit.
 */
final class MarkFile {

    private static final Schema SCHEMA =
            new Schema(List.of(new Field("row_id", FieldType.notNullable(new ArrowType.Int(32, false)), null)));

    private MarkFile() {}

    static DeletionFile write(
            LanceSession session, LanceFolders folders, int fragment, long readVersion, int[] offsets) {
        // One fragment has one such file of one version: what it replaces is what makes its name its own.
        DeletionFile file = new DeletionFile(
                Integer.toUnsignedLong(fragment), readVersion, (long) offsets.length, DeletionFileType.ARRAY, null);
        byte[] bytes = encode(session, offsets);
        String name = LanceVersion.deletionFile(fragment, file);
        if (folders.folder(DatasetFolder.DELETIONS).exists(name)) {
            // Left over by a commit that failed.
            folders.folder(DatasetFolder.DELETIONS).delete(name);
        }
        try (WritableFile out = folders.folder(DatasetFolder.DELETIONS).createFile(name)) {
            out.write(bytes, 0, bytes.length);
        }
        return file;
    }

    private static byte[] encode(LanceSession session, int[] offsets) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return LanceErrors.translated(session.uri(), "write marks", () -> {
            try (BufferAllocator allocator = session.operation("marks");
                    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
                    ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(bytes))) {
                UInt4Vector rows = (UInt4Vector) root.getVector(0);
                rows.allocateNew(offsets.length);
                for (int i = 0; i < offsets.length; i++) {
                    rows.set(i, offsets[i]);
                }
                root.setRowCount(offsets.length);
                write(writer);
            }
            return bytes.toByteArray();
        });
    }

    private static void write(ArrowFileWriter writer) throws IOException {
        writer.start();
        writer.writeBatch();
        writer.end();
    }
}
