package dev.grantlake.lsm.manifest;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.MemorySink;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Edits are written as Pebble writes them, and read back as they were. */
@ExtendWith(Seeds.class)
class ManifestWriterTest {

    private static final String NAME = "MANIFEST-000001";
    private static final List<KeyKind> POINT_KINDS =
            List.of(KeyKind.SET, KeyKind.DELETE, KeyKind.MERGE, KeyKind.SET_WITH_DELETE, KeyKind.DELETE_SIZED);
    private static final List<KeyKind> RANGE_KEY_KINDS =
            List.of(KeyKind.RANGE_KEY_SET, KeyKind.RANGE_KEY_UNSET, KeyKind.RANGE_KEY_DELETE);

    @ParameterizedTest
    @CsvSource({
        "checkpoint_baton, checkpoint_baton, MANIFEST-000001",
        "excise, excise_direct, MANIFEST-000001",
        "excise, excise_final, MANIFEST-000001",
        "excise, excise_wal_pending, MANIFEST-000001",
        "levels, levels, MANIFEST-000172",
        "minimal_handbuilt, minimal_handbuilt, MANIFEST-000001",
        "wal, wal_empty, MANIFEST-000001"
    })
    void writesTheBytesOfGo(String tar, String name, String manifest) {
        MemoryVfs directory = PebbleFixtures.directory(tar, name);
        assertThat(written(read(directory, manifest))).isEqualTo(directory.content(manifest));
    }

    @Test
    void readsBackWhatItWrote(Dice dice) {
        for (int round = 0; round < Seeds.rounds(200); round++) {
            List<List<ManifestEdit>> records = new ArrayList<>();
            for (int i = dice.below(5); i >= 0; i--) {
                List<ManifestEdit> edits = new ArrayList<>();
                for (int j = (int) dice.skewed(500); j >= 0; j--) {
                    edits.add(edit(dice));
                }
                records.add(edits);
            }
            MemoryVfs directory = new MemoryVfs("db").put(NAME, written(records));
            assertThat(read(directory, NAME)).isEqualTo(records);
        }
    }

    @Test
    void endsATableWithRangeKeysEvenIfNothingElseIsKnownOfIt() {
        KeyBounds bounds = bounds(KeyKind.RANGE_KEY_SET, "a", "b");
        TableMetadata table =
                new TableMetadata(7, 1, null, bounds, 5, 5, 0, false, 0, Bytes.EMPTY, Bytes.EMPTY, List.of());
        assertThat(written(List.of(List.of(ManifestEdit.NewTable.of(6, table)))))
                .isEqualTo(Bytes.wrap(new LogBytes()
                        .record(EditScript.edit("104 6 7 1 0 a#5,RANGE_KEY_SET b#5,RANGE_KEY_SET 5 5 1"))
                        .toArray()));
    }

    @Test
    void refusesTablesThatNeedOtherFiles() {
        TableMetadata table = new TableMetadata(
                7,
                1,
                bounds(KeyKind.SET, "a", "b"),
                null,
                5,
                5,
                0,
                false,
                0,
                Bytes.EMPTY,
                Bytes.EMPTY,
                List.of(new TableMetadata.BlobReference(3, 100)));
        assertThatThrownBy(() -> written(List.of(List.of(ManifestEdit.NewTable.of(6, table)))))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED))
                .hasMessage("000007.sst: version edit: a table with values in other files");
    }

    private static ManifestEdit edit(Dice dice) {
        return switch (dice.below(13)) {
            case 0 -> new ManifestEdit.Comparer("comparer-" + dice.below(10));
            case 1 -> new ManifestEdit.LogNumber(number(dice));
            case 2 -> new ManifestEdit.NextFileNumber(number(dice));
            case 3 -> new ManifestEdit.LastSequence(dice.skewed(Trailer.MAX_SEQUENCE));
            case 4 -> new ManifestEdit.CompactPointer(dice.below(7), Bytes.wrap(dice.key(3, 20)));
            case 5 -> new ManifestEdit.PreviousLog(number(dice));
            case 6 -> new ManifestEdit.DeletedTable(dice.below(7), number(dice));
            case 7 -> new ManifestEdit.CreatedBacking(number(dice), number(dice));
            case 8 -> new ManifestEdit.RemovedBacking(number(dice));
            case 9 ->
                new ManifestEdit.NewBlobFile(number(dice), number(dice), number(dice), number(dice), number(dice));
            case 10 -> new ManifestEdit.DeletedBlobFile(number(dice), number(dice));
            default -> ManifestEdit.NewTable.of(dice.below(7), table(dice));
        };
    }

    private static TableMetadata table(Dice dice) {
        boolean hasPoints = !dice.oneIn(4);
        boolean hasRangeKeys = !hasPoints || dice.oneIn(4);
        boolean virtual = dice.oneIn(4);
        long smallest = dice.skewed(Trailer.MAX_SEQUENCE - 1);
        return new TableMetadata(
                number(dice),
                number(dice),
                hasPoints ? bounds(dice, POINT_KINDS) : null,
                hasRangeKeys ? bounds(dice, RANGE_KEY_KINDS) : null,
                smallest,
                smallest + dice.skewed(Trailer.MAX_SEQUENCE - smallest),
                dice.oneIn(2) ? number(dice) : 0,
                dice.oneIn(4),
                virtual ? 1 + number(dice) / 2 : 0,
                virtual && dice.oneIn(4) ? Bytes.wrap(dice.bytes(5)) : Bytes.EMPTY,
                virtual && dice.oneIn(4) ? Bytes.wrap(dice.bytes(5)) : Bytes.EMPTY,
                List.of());
    }

    private static KeyBounds bounds(KeyKind kind, String smallest, String largest) {
        long trailer = Trailer.of(5, kind);
        return new KeyBounds(
                new InternalKey(Bytes.utf8(smallest), trailer), new InternalKey(Bytes.utf8(largest), trailer));
    }

    private static KeyBounds bounds(Dice dice, List<KeyKind> kinds) {
        InternalKey one = key(dice, kinds);
        InternalKey other = key(dice, kinds);
        return one.compareTo(other) <= 0 ? new KeyBounds(one, other) : new KeyBounds(other, one);
    }

    private static InternalKey key(Dice dice, List<KeyKind> kinds) {
        return new InternalKey(
                Bytes.wrap(dice.key(3, (int) dice.skewed(300))),
                Trailer.of(dice.skewed(Trailer.MAX_SEQUENCE - 1), dice.pick(kinds)));
    }

    private static long number(Dice dice) {
        return dice.skewed(Long.MAX_VALUE);
    }

    private static Bytes written(List<List<ManifestEdit>> records) {
        MemorySink file = new MemorySink(NAME);
        try (FileSink out = file) {
            ManifestWriter writer = new ManifestWriter(out);
            records.forEach(writer::write);
            out.finish();
        }
        return file.content();
    }

    private static List<List<ManifestEdit>> read(MemoryVfs directory, String name) {
        List<List<ManifestEdit>> records = new ArrayList<>();
        ManifestReader.read(directory, name, 64 << 20, Strictness.STRICT, record -> records.add(record.edits()));
        return records;
    }
}
