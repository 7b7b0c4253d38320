package dev.grantlake.lsm.bulk;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pebble opens loaded databases for writing, finds nothing wrong with them, and reads every entry, from them and from a
 * checkpoint of them. Needs the Go peer: {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = PebbleOpensOurDatabasesTest.PEER, matches = ".+")
class PebbleOpensOurDatabasesTest {

    static final String PEER = "grantlake.peer";

    /** As many as one start of the peer opens. */
    private static final int BATCH = 30;

    @TempDir
    Path folder = Path.of("");

    @Test
    void pebbleOpensWhatWeLoad(Dice dice) throws IOException, InterruptedException {
        for (int round = 0; round < Seeds.rounds(10); round++) {
            List<String> command = new ArrayList<>(List.of(System.getProperty(PEER), "database"));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                LoadedEntries loaded = round == 0 && i == 0
                        ? new LoadedEntries(new TreeMap<>(), Set.of())
                        : LoadedEntries.random(dice);
                BulkOptions options = LoadedEntries.randomOptions(dice);
                Path directory = Files.createDirectory(folder.resolve(round + "-" + i));
                BulkSummary summary = load(loaded, options, directory);
                command.add(directory.toString());
                expected.add("{\"format\":%d,\"points\":%d,\"sha256\":\"%s\",\"tables\":%d}"
                        .formatted(options.formatVersion(), loaded.entries().size(), digest(loaded), summary.tables()));
            }
            assertThat(linesOf(command)).isEqualTo(expected);
        }
    }

    private static BulkSummary load(LoadedEntries loaded, BulkOptions options, Path directory) throws IOException {
        MemoryVfs files = new MemoryVfs("db");
        BulkSummary summary = loaded.load(options, files::create);
        for (String name : files.list()) {
            Files.write(directory.resolve(name), files.content(name).toArray());
        }
        return summary;
    }

    private static String digest(LoadedEntries loaded) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            loaded.entries().forEach((key, value) -> {
                add(digest, key);
                add(digest, value);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, Bytes part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length()));
        digest.update(part.array(), part.offset(), part.length());
    }

    private List<String> linesOf(List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        int code = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(errors)).isZero();
        return Files.readAllLines(output);
    }
}
