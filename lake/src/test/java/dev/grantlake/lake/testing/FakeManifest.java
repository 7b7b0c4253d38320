package dev.grantlake.lake.testing;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.Operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A version of a {@link FakeDataset} as it lies in its file.
 *
 * @param columns how many of the five columns there are, the first ones
 * @param touched fragments that this version has marked or removed, for those who want to commit at the same time
 * @param nextFragment the id after the largest that was ever given
 */
record FakeManifest(
        long number,
        Instant time,
        Operation operation,
        int columns,
        Map<String, String> properties,
        Map<String, String> config,
        List<Fragment> fragments,
        Set<Integer> touched,
        int nextFragment) {

    /** Names as the library has them: the newest comes first in a listing. */
    static String name(long number) {
        return Long.toUnsignedString(-1L - number) + ".manifest";
    }

    static long number(String name) {
        if (!name.endsWith(".manifest") || name.length() != 29) {
            return -1;
        }
        return -1L - Long.parseUnsignedLong(name.substring(0, 20));
    }

    Bytes encode() {
        ByteSink sink = new ByteSink()
                .writeLongLe(number)
                .writeLongLe(time.toEpochMilli())
                .writeVarint(columns)
                .writeVarint(nextFragment);
        text(sink, operation.name());
        write(sink, properties);
        write(sink, config);
        sink.writeVarint(fragments.size());
        for (Fragment fragment : fragments) {
            sink.writeVarint(fragment.id()).writeVarint(fragment.rows()).writeVarint(fragment.deleted());
            String deletions = fragment.deletionFile();
            text(sink, deletions == null ? "" : deletions);
            sink.writeVarint(fragment.files().size());
            for (DataFile file : fragment.files()) {
                text(sink, file.name());
                sink.writeLongLe(file.length());
            }
        }
        sink.writeVarint(touched.size());
        touched.forEach(sink::writeVarint);
        return sink.toBytes();
    }

    static FakeManifest decode(Bytes bytes, String file) {
        ByteReader reader = new ByteReader(bytes, new Location(file, 0, "manifest"));
        long number = reader.readLongLe();
        Instant time = Instant.ofEpochMilli(reader.readLongLe());
        int columns = reader.readVarint31("columns", 5);
        int next = reader.readVarint31("fragment", Integer.MAX_VALUE);
        Operation operation =
                Operation.valueOf(reader.readLengthPrefixed("operation").toUtf8());
        Map<String, String> properties = map(reader);
        Map<String, String> config = map(reader);
        List<Fragment> fragments = new ArrayList<>();
        for (int left = reader.readVarint31("fragments", 1 << 20); left > 0; left--) {
            int id = reader.readVarint31("fragment", Integer.MAX_VALUE);
            int rows = reader.readVarint31("rows", Integer.MAX_VALUE);
            int deleted = reader.readVarint31("deleted", Integer.MAX_VALUE);
            String deletions = reader.readLengthPrefixed("deletions").toUtf8();
            List<DataFile> files = new ArrayList<>();
            for (int more = reader.readVarint31("files", 100); more > 0; more--) {
                String name = reader.readLengthPrefixed("name").toUtf8();
                files.add(new DataFile(name, reader.readLongLe()));
            }
            fragments.add(new Fragment(id, rows, deleted, files, deletions.isEmpty() ? null : deletions));
        }
        Set<Integer> touched = new TreeSet<>();
        for (int left = reader.readVarint31("touched", 1 << 20); left > 0; left--) {
            touched.add(reader.readVarint31("fragment", Integer.MAX_VALUE));
        }
        return new FakeManifest(number, time, operation, columns, properties, config, fragments, touched, next);
    }

    private static void write(ByteSink sink, Map<String, String> map) {
        sink.writeVarint(map.size());
        new TreeMap<>(map).forEach((key, value) -> {
            text(sink, key);
            text(sink, value);
        });
    }

    private static void text(ByteSink sink, String text) {
        sink.writeLengthPrefixed(Bytes.utf8(text));
    }

    private static Map<String, String> map(ByteReader reader) {
        Map<String, String> map = new TreeMap<>();
        for (int left = reader.readVarint31("entries", 1000); left > 0; left--) {
            String key = reader.readLengthPrefixed("key").toUtf8();
            map.put(key, reader.readLengthPrefixed("value").toUtf8());
        }
        return map;
    }
}
