package dev.grantlake.lake.testing;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The files of a {@link FakeDataset}. None of them is forced, as the library forces none. */
final class FakeFile {

    /** Never the same name twice in a process, as the library's names are never the same. */
    private static final AtomicLong NEXT = new AtomicLong(1);

    /** A row as it lies in a file; {@code seq} is 0 where the file has none. */
    record Row(Bytes key, Bytes value, long version, boolean tombstone, long seq) {}

    private FakeFile() {}

    static String newName(String suffix) {
        return String.format("%08d%s", NEXT.getAndIncrement(), suffix);
    }

    static long write(WritableVfs folder, String name, Bytes content) {
        try (WritableFile file = folder.createFile(name)) {
            file.write(content.array(), content.offset(), content.length());
        }
        return content.length();
    }

    static Bytes read(WritableVfs folder, String name) {
        try (ReadableFile file = folder.open(name)) {
            if (file.size() == 0) {
                throw new StorageException(
                        StorageException.Kind.IO,
                        Location.of(file.description(), "file"),
                        "Invalid range 0..0 for object of size 0 bytes",
                        null);
            }
            Bytes bytes = file.read(0, (int) file.size());
            int length = bytes.length() - Integer.BYTES;
            if (length < 0) {
                throw StorageException.corrupt(new Location(file.description(), 0, "file"), "is cut off");
            }
            ByteReader sum = new ByteReader(bytes.from(length), new Location(file.description(), length, "checksum"));
            if (sum.readIntLe() != bytes.slice(0, length).hashCode()) {
                throw StorageException.corrupt(new Location(file.description(), 0, "file"), "is damaged");
            }
            return bytes.slice(0, length);
        }
    }

    /** The number in braces. */
    static long readTag(WritableVfs folder, String name) {
        try (ReadableFile file = folder.open(name)) {
            String text = file.read(0, (int) file.size()).toUtf8();
            if (!text.matches("[{]\\d+}")) {
                throw StorageException.corrupt(new Location(file.description(), 0, "tag"), "a number", text);
            }
            return Long.parseLong(text.substring(1, text.length() - 1));
        }
    }

    static Bytes summed(ByteSink content) {
        return content.writeIntLe(content.toBytes().hashCode()).toBytes();
    }

    /** As many rows of the walk as there are, at most {@code limit}; null if there are none. */
    static @Nullable ByteSink encode(RowCursor walk, int limit, long batch, boolean seqs) {
        ByteSink rows = new ByteSink();
        int count = 0;
        while (count < limit && walk.next()) {
            rows.writeLengthPrefixed(walk.key().copy())
                    .writeLengthPrefixed(walk.value().copy())
                    .writeLongLe(walk.batch(batch))
                    .writeByte(walk.tombstone() ? 1 : 0);
            if (seqs) {
                rows.writeLongLe(walk.seq());
            }
            count++;
        }
        return count == 0
                ? null
                : new ByteSink().writeByte(seqs ? 1 : 0).writeIntLe(count).writeBytes(rows);
    }

    static int rows(ByteSink encoded) {
        return new ByteReader(encoded.toBytes().slice(1, 4), Location.of("rows", "count")).readIntLe();
    }

    static List<Row> decode(Bytes bytes, String name) {
        ByteReader reader = new ByteReader(bytes, new Location(name, 0, "rows"));
        boolean seqs = reader.readUnsignedByte() == 1;
        List<Row> rows = new ArrayList<>();
        for (int left = reader.readIntLe(); left > 0; left--) {
            Bytes key = reader.readLengthPrefixed("key");
            Bytes value = reader.readLengthPrefixed("value");
            long version = reader.readLongLe();
            boolean tombstone = reader.readUnsignedByte() == 1;
            rows.add(new Row(key, value, version, tombstone, seqs ? reader.readLongLe() : 0));
        }
        return rows;
    }

    static Bytes encode(int[] offsets) {
        ByteSink sink = new ByteSink().writeIntLe(offsets.length);
        for (int offset : offsets) {
            sink.writeIntLe(offset);
        }
        return summed(sink);
    }

    static List<Integer> decodeOffsets(Bytes bytes, String name) {
        ByteReader reader = new ByteReader(bytes, new Location(name, 0, "offsets"));
        List<Integer> offsets = new ArrayList<>();
        for (int left = reader.readIntLe(); left > 0; left--) {
            offsets.add(reader.readIntLe());
        }
        return offsets;
    }
}
