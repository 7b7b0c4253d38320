package dev.grantlake.records;

import com.github.luben.zstd.ZstdInputStream;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.testbase.Fixtures;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Every key and value of a file that Go wrote, as a listing beside it gives them. */
public final class KeyValueFixtures {

    /** The files of today's layout that have such a listing. */
    public static final List<String> NAMES = List.of(
            "empty.v3.kv.txt",
            "nasty.v3.kv.txt.zst",
            "post-expansion-graph.v3.kv.txt.zst",
            "small.v3.kv.txt.zst",
            "small.v3.mutated-end_false.kv.txt.zst",
            "tiny.v3.kv.txt.zst",
            "unfinished-expanding.v3.kv.txt");

    /** The files of older layouts that have such a listing. */
    public static final List<String> OLDER_NAMES =
            List.of("seed-era/seed-small.v3.kv.txt.zst", "legacy-external-id/mid-small.v3.kv.txt.zst");

    private KeyValueFixtures() {}

    /** All entries of a listing; skips the running test if the fixtures are absent. */
    public static SortedEntries load(String name) {
        Path path = Fixtures.path("c1z/" + name);
        SortedEntries entries = new SortedEntries();
        try (InputStream file = Files.newInputStream(path);
                InputStream plain = name.endsWith(".zst") ? new ZstdInputStream(file) : file;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                String key = space < 0 ? line : line.substring(0, space);
                String value = space < 0 ? "" : line.substring(space + 1);
                entries.put(Bytes.ofHex(key), Bytes.ofHex(value));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** The one sync in some entries. */
    public static RecordSync sync(KeyValueReader entries) {
        RecordStore store = RecordStore.open(entries, metadata(entries));
        return (RecordSync) store.sync(store.syncRuns().get(0));
    }

    /** What the head of a file with these entries would say. */
    public static StoreMetadata metadata(KeyValueReader entries) {
        return metadata(
                switch (KeyLayout.of(entries)) {
                    case EXTERNAL_IDS_BY_SYNC -> "pebble";
                    case EXTERNAL_IDS -> "pebble2";
                    case IDENTITIES -> "pebble3";
                });
    }

    public static StoreMetadata metadata() {
        return metadata("pebble3");
    }

    private static StoreMetadata metadata(String interior) {
        return new StoreMetadata("test.c1z", "pebble", "v3", "indexed_zstd", interior, 0);
    }
}
