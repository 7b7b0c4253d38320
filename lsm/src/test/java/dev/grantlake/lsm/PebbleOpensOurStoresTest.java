package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pebble opens stores that were written to, with tables in level 0 and a log to replay, finds nothing wrong with them
 * and reads every entry; and we open what it leaves. Needs the Go peer: {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = GoPeer.PROPERTY, matches = ".+")
class PebbleOpensOurStoresTest {

    /** As many as one start of the peer opens. */
    private static final int BATCH = 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void pebbleOpensWhatWeWrite(Dice dice) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("database", "--written"));
        List<SortedMap<Bytes, Bytes>> contents = new ArrayList<>();
        for (int i = 0; i < Seeds.rounds(BATCH); i++) {
            Path directory = Files.createDirectory(folder.resolve("db" + i));
            command.add(directory.toString());
            contents.add(written(directory, dice));
        }
        List<String> lines = GoPeer.lines(folder, command);
        assertThat(lines).hasSameSizeAs(contents);
        for (int i = 0; i < lines.size(); i++) {
            SortedMap<Bytes, Bytes> content = contents.get(i);
            assertThat(lines.get(i))
                    .contains("\"format\":24,\"points\":%d,\"sha256\":\"%s\""
                            .formatted(content.size(), GoPeer.digest(content)));
            try (WritableVfs directory = WritableDiskVfs.open(folder.resolve("db" + i));
                    Database store = DatabaseSession.open(directory)) {
                assertThat(DatabaseSession.entriesOf(store)).isEqualTo(content);
            }
        }
    }

    private static SortedMap<Bytes, Bytes> written(Path path, Dice dice) {
        DatabaseSession session = new DatabaseSession();
        try (WritableVfs directory = WritableDiskVfs.open(path)) {
            for (int i = dice.below(3); i > 0; i--) {
                try (Database store = DatabaseSession.open(directory)) {
                    session.write(store, dice, dice.below(80));
                }
            }
            try (Database store = DatabaseSession.open(directory)) {
                session.write(store, dice, dice.below(80));
                return DatabaseSession.entriesOf(store);
            }
        }
    }
}
