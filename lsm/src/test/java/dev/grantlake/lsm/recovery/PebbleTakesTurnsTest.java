package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.lsm.GoPeer;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.SoundDatabase;
import dev.grantlake.lsm.checkpoint.Checkpoint;
import dev.grantlake.lsm.ingest.IngestOptions;
import dev.grantlake.lsm.ingest.Replacement;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableDiskVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pebble and we write to the same directories in turns, and each finds what the other has left. Needs the Go peer:
 * {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@EnabledIfSystemProperty(named = GoPeer.PROPERTY, matches = ".+")
class PebbleTakesTurnsTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void eachFindsWhatTheOtherHasLeft() throws IOException, InterruptedException {
        turns(new MemoryVfs("new"));
        for (String fixture : List.of(
                "excise/excise_direct",
                "excise/excise_wal_pending",
                "minimal_handbuilt/minimal_handbuilt",
                "levels/levels",
                "wal/wal_tail_fmv24",
                "wal/wal_tail_fmv19",
                "wal/wal_torn",
                "wal/wal_empty")) {
            String[] parts = fixture.split("/", -1);
            turns(PebbleFixtures.directory(parts[0], parts[1]));
        }
    }

    private void turns(MemoryVfs fixture) throws IOException, InterruptedException {
        Path path = Files.createDirectory(folder.resolve(fixture.description()));
        for (String name : fixture.list()) {
            Files.write(path.resolve(name), fixture.content(name).toArray());
        }
        try (WritableDiskVfs directory = WritableDiskVfs.open(path)) {
            for (int turn = 0; turn < 3; turn++) {
                try (WritingSession session = WritingSession.open(directory)) {
                    replace(directory, session, turn);
                    session.set("turn" + turn, "value " + turn);
                    copy(directory, session, path.resolveSibling(path.getFileName() + ".copy" + turn));
                }
                NavigableMap<Bytes, Bytes> rows = SoundDatabase.rows(directory);
                assertThat(rows.subMap(Bytes.utf8("key000" + turn), Bytes.utf8("key000" + turn + "7")))
                        .isEqualTo(Map.of(Bytes.utf8("key000" + turn + "50"), Bytes.utf8("replaced")));
                assertThat(rows).containsEntry(Bytes.utf8("turn" + turn), Bytes.utf8("value " + turn));
                for (Path each : List.of(path, path.resolveSibling(path.getFileName() + ".copy" + turn))) {
                    assertThat(answer(each))
                            .contains("\"points\":" + rows.size() + ",", "\"sha256\":\"" + GoPeer.digest(rows) + "\"")
                            .contains("\"format\":24");
                }
            }
        }
    }

    private static void copy(WritableDiskVfs directory, WritingSession session, Path target) {
        try (WritableDiskVfs destination = WritableDiskVfs.create(target);
                Checkpoint checkpoint =
                        Checkpoint.of(directory, session.opened().versions())) {
            checkpoint.writeTo(destination);
        }
    }

    /** Cuts two ranges out of what is there, and fills one of them. */
    private static void replace(WritableDiskVfs directory, WritingSession session, int turn) {
        List<KeyRange> ranges = List.of(
                new KeyRange(Bytes.utf8("key000" + turn), Bytes.utf8("key000" + turn + "7")),
                new KeyRange(Bytes.utf8("key00" + (turn + 3)), Bytes.utf8("key00" + (turn + 3) + "05")));
        try (MemoryKeyValueStore content =
                        new MemoryKeyValueStore().put(Bytes.utf8("key000" + turn + "50"), Bytes.utf8("replaced"));
                Cursor cursor = content.cursor(KeyRange.ALL);
                Replacement replacement = Replacement.of(
                        directory,
                        session.opened().versions(),
                        ranges,
                        cursor,
                        new IngestOptions(SstableWriterOptions.DEFAULT, 1 << 20, 1_700_000_000))) {
            replacement.apply(session.takeSequence(), version -> {});
        }
    }

    private String answer(Path directory) throws IOException, InterruptedException {
        String answer = GoPeer.run(folder, List.of("database", "--written", directory.toString()));
        deleteCheckpoint(folder.resolve(directory.getFileName() + ".checkpoint"));
        return answer;
    }

    private static void deleteCheckpoint(Path checkpoint) throws IOException {
        if (Files.exists(checkpoint)) {
            try (var files = Files.list(checkpoint)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(checkpoint);
        }
    }
}
