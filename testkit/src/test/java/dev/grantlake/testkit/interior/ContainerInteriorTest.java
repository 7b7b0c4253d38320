package dev.grantlake.testkit.interior;

import com.github.luben.zstd.ZstdInputStream;
import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Vfs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Containers that Go wrote, read in place and compared with Go's listing of the database. */
class ContainerInteriorTest {

    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({
        "empty.v3.c1z, empty.v3.kv.txt",
        "nasty.v3.c1z, nasty.v3.kv.txt.zst",
        "post-expansion-graph.v3.c1z, post-expansion-graph.v3.kv.txt.zst",
        "small.v3.c1z, small.v3.kv.txt.zst",
        "small.v3.mutated-end_false.c1z, small.v3.mutated-end_false.kv.txt.zst",
        "tiny.v3.c1z, tiny.v3.kv.txt.zst",
        "unfinished-expanding.v3.c1z, unfinished-expanding.v3.kv.txt",
        "seed-era/seed-small.v3.c1z, seed-era/seed-small.v3.kv.txt.zst",
        "legacy-external-id/mid-small.v3.c1z, legacy-external-id/mid-small.v3.kv.txt.zst"
    })
    void holdsWhatGoLists(String container, String listing) throws IOException {
        List<String> expected = listing(Fixtures.path("c1z/" + listing));
        Path path = Fixtures.path("c1z/" + container);
        BufferCache cache = new BufferCache(4 << 20);
        ReadMetrics metrics = new ReadMetrics();
        try (Vfs folder = DiskVfs.open(path.getParent());
                C1zFile file = C1zFile.open(
                        folder,
                        path.getFileName().toString(),
                        C1zReadOptions.defaults(),
                        new ReadComponents(cache, metrics, scratch));
                ReadOnlyDatabase database = ReadOnlyDatabase.open(file.payload(), new LsmReadOptions(cache, metrics));
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            List<String> forward = new ArrayList<>();
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                forward.add(line(cursor));
            }
            assertThat(forward).isEqualTo(expected);
            int rest = expected.size();
            for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                assertThat(line(cursor)).isEqualTo(expected.get(--rest));
            }
            assertThat(rest).isZero();
            for (String line : expected) {
                int space = line.indexOf(' ');
                Bytes value = database.get(Bytes.ofHex(line.substring(0, space)));
                assertThat(value).isEqualTo(Bytes.ofHex(line.substring(space + 1)));
            }
        }
    }

    private static String line(Cursor cursor) {
        return cursor.key().copy().toHex() + " " + cursor.value().copy().toHex();
    }

    private static List<String> listing(Path path) throws IOException {
        List<String> lines = new ArrayList<>();
        try (InputStream file = Files.newInputStream(path);
                InputStream plain = path.toString().endsWith(".zst") ? new ZstdInputStream(file) : file;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line.indexOf(' ') < 0 ? line + " " : line);
            }
        }
        return lines;
    }
}
