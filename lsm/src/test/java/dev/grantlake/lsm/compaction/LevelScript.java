package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A version from lines, one a level, of tables:
 *
 * <pre>
 * 0 7:a-c 8:b-d#20 9:c-f*30 10:g-h,del=5/10 11:a-z,range=b-k 12:a-b,in=5/100
 * </pre>
 *
 * A table is a number and its least and greatest key; {@code #} is its sequence number, without which it is its own
 * number; {@code *} its size in MiB, without which it is 1; {@code del} how many of how many entries are deletions,
 * {@code range} a range deletion with its sequence number, {@code in} the file and the MiB of that, of a virtual table.
 */
final class LevelScript {

    private final VersionBuilder builder = new VersionBuilder("test", 1000);
    private final List<ManifestEdit> edits = new ArrayList<>();
    private final Map<Long, TableDeletions> deletions = new HashMap<>();
    private final Map<Long, Long> backings = new HashMap<>();
    private long lastSequence;

    private LevelScript() {}

    static LevelScript of(String text) {
        LevelScript script = new LevelScript();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", -1);
            for (int i = 1; i < words.length; i++) {
                script.add(Integer.parseInt(words[0]), words[i]);
            }
        }
        script.backings.forEach((file, size) -> script.edits.add(new ManifestEdit.CreatedBacking(file, size)));
        script.edits.add(new ManifestEdit.LogNumber(1));
        script.edits.add(new ManifestEdit.NextFileNumber(1000));
        script.edits.add(new ManifestEdit.LastSequence(script.lastSequence));
        script.builder.apply(new ManifestRecord(Location.of("test", "edit"), 0, 1, script.edits));
        return script;
    }

    Version version() {
        return builder.build();
    }

    TableDeletions deletions(TableMetadata table) {
        return deletions.getOrDefault(table.number(), new TableDeletions(100, 0, List.of()));
    }

    private void add(int level, String word) {
        String[] parts = word.split(",", -1);
        String[] table = parts[0].split("[:\\-#*]", -1);
        long number = Long.parseLong(table[0]);
        long sequence = number;
        long mebibytes = 1;
        if (parts[0].contains("#")) {
            sequence = Long.parseLong(table[3]);
        } else if (parts[0].contains("*")) {
            mebibytes = Long.parseLong(table[3]);
        }
        lastSequence = Math.max(lastSequence, sequence);
        long backing = 0;
        for (int i = 1; i < parts.length; i++) {
            String[] note = parts[i].split("[=/\\-]", -1);
            switch (note[0]) {
                case "del" ->
                    deletions.put(
                            number, new TableDeletions(Long.parseLong(note[2]), Long.parseLong(note[1]), List.of()));
                case "range" ->
                    deletions.put(
                            number,
                            new TableDeletions(
                                    100,
                                    0,
                                    List.of(new RangeDeletion(Bytes.utf8(note[1]), Bytes.utf8(note[2]), sequence))));
                case "in" -> {
                    backing = Long.parseLong(note[1]);
                    backings.put(backing, Long.parseLong(note[2]) << 20);
                }
                default -> throw new IllegalArgumentException(word);
            }
        }
        KeyBounds bounds = new KeyBounds(
                new InternalKey(Bytes.utf8(table[1]), Trailer.of(sequence, KeyKind.SET)),
                new InternalKey(Bytes.utf8(table[2]), Trailer.of(sequence, KeyKind.SET)));
        edits.add(ManifestEdit.NewTable.of(
                level,
                new TableMetadata(
                        number,
                        mebibytes << 20,
                        bounds,
                        null,
                        sequence,
                        sequence,
                        0,
                        false,
                        backing,
                        Bytes.EMPTY,
                        Bytes.EMPTY,
                        List.of())));
    }
}
