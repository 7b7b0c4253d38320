package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.SoundDatabase;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.recovery.OpeningOptions.Missing;
import dev.grantlake.lsm.salvage.SalvageReport;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a salvage keeps is right, and what it does not keep it says. */
@ExtendWith(Seeds.class)
class SalvageTest {

    private static final OpeningOptions OPTIONS = WritingSession.options(Missing.FAIL);

    @ParameterizedTest
    @CsvSource({
        "checkpoint_baton, checkpoint_baton",
        "excise, excise_final",
        "excise, excise_wal_pending",
        "levels, levels",
        "wal, wal_tail_fmv24",
        "wal, wal_tail_fmv19"
    })
    void keepsAllOfWhatIsSound(String archive, String name) {
        MemoryVfs directory = PebbleFixtures.directory(archive, name);
        List<String> names = directory.list();
        MemoryVfs copy = new MemoryVfs("copy");
        SalvageReport report = Salvage.of(directory, copy, OPTIONS);
        assertThat(report.losses()).isEmpty();
        assertThat(report.partialTables()).isZero();
        assertThat(SoundDatabase.rows(copy)).isEqualTo(SoundDatabase.read(directory));
        assertThat(directory.list()).isEqualTo(names);
    }

    @Test
    void keepsWhatLiesBeforeDamageInALog() {
        MemoryVfs directory = PebbleFixtures.directory("wal", "wal_corrupt_mid");
        MemoryVfs copy = new MemoryVfs("copy");
        SalvageReport report = Salvage.of(directory, copy, OPTIONS);
        assertThat(report.isComplete()).isFalse();
        assertThat(report.unreadTails()).hasSize(1);
        assertThat(SoundDatabase.rows(copy))
                .isEqualTo(SoundDatabase.read(PebbleFixtures.directory("wal", "wal_empty")));
    }

    /** Values say how often their key was set, so that an older one is recognized. */
    private static MemoryVfs database(Dice dice, NavigableMap<Bytes, Bytes> rows) {
        MemoryVfs directory = new MemoryVfs("db");
        for (int i = 0; i < 4; i++) {
            try (WritingSession session = WritingSession.open(directory)) {
                for (int j = 0; j < 150; j++) {
                    String key = "key" + dice.between(100, 999);
                    String value = i + " " + "x".repeat(dice.below(1200));
                    session.set(key, value);
                    rows.put(Bytes.utf8(key), Bytes.utf8(value));
                }
            }
        }
        WritingSession.open(directory).close();
        return directory;
    }

    @Test
    void saysWhichKeysADamagedTableMayHaveCost(Dice dice) {
        int partial = 0;
        for (int round = 0; round < Seeds.rounds(25); round++) {
            NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
            MemoryVfs directory = database(dice, rows);
            String damaged = dice.pick(directory.list().stream()
                    .filter(name -> FileName.parse(name).kind() == FileKind.TABLE)
                    .toList());
            byte[] content = directory.content(damaged).toArray();
            int place = dice.below(content.length);
            content[place] = (byte) (content[place] ^ 1 << dice.below(8));
            if (dice.oneIn(8)) {
                directory.remove(damaged);
            } else {
                directory.put(damaged, Bytes.wrap(content));
            }
            MemoryVfs copy = new MemoryVfs("copy");
            SalvageReport report = Salvage.of(directory, copy, OPTIONS);
            NavigableMap<Bytes, Bytes> found = SoundDatabase.rows(copy);
            for (Map.Entry<Bytes, Bytes> row : rows.entrySet()) {
                if (!Objects.equals(found.get(row.getKey()), row.getValue())) {
                    assertThat(report.losses())
                            .as("%s is not as it was", row.getKey())
                            .anyMatch(loss -> loss.keys().contains(row.getKey()));
                }
            }
            assertThat(rows.keySet()).containsAll(found.keySet());
            partial += report.partialTables();
        }
        assertThat(partial).isPositive();
    }

    @Test
    void aFlippedBitInAFooterCostsTheTableAtMost(Dice dice) {
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        MemoryVfs directory = database(dice, rows);
        String damaged = directory.list().stream()
                .filter(name -> FileName.parse(name).kind() == FileKind.TABLE)
                .findFirst()
                .orElseThrow();
        byte[] content = directory.content(damaged).toArray();
        for (int bit = 0; bit < 20 * Byte.SIZE; bit++) {
            byte[] flipped = content.clone();
            int place = content.length - 1 - bit / Byte.SIZE;
            flipped[place] = (byte) (flipped[place] ^ 1 << bit % Byte.SIZE);
            directory.put(damaged, Bytes.wrap(flipped));
            SalvageReport report = Salvage.of(directory, new MemoryVfs("copy"), OPTIONS);
            assertThat(report.losses()).as("bit %d from the end", bit).hasSize(1);
        }
    }

    @Test
    void takesAnEarlierManifestWhereTheLastCannotBeRead(Dice dice) {
        MemoryVfs directory = database(dice, new TreeMap<>());
        String marker = directory.list().stream()
                .filter(name -> name.startsWith("marker.manifest"))
                .findFirst()
                .orElseThrow();
        String manifest = marker.substring(marker.lastIndexOf('.') + 1);
        directory.put(manifest, Bytes.EMPTY);
        MemoryVfs copy = new MemoryVfs("copy");
        SalvageReport report = Salvage.of(directory, copy, OPTIONS);
        assertThat(report.losses().get(0).file()).isEqualTo("db/" + manifest);
        assertThat(report.losses().get(0).keys()).isEqualTo(KeyRange.ALL);
        assertThat(SoundDatabase.rows(copy)).isNotEmpty();
        directory.list().stream().filter(name -> name.startsWith("MANIFEST")).forEach(directory::remove);
        MemoryVfs second = new MemoryVfs("second");
        assertThatThrownBy(() -> Salvage.of(directory, second, OPTIONS))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("one that can be read");
        assertThat(second.list()).isEmpty();
    }

    @Test
    void aFaultLeavesNothing(Dice dice) {
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        MemoryVfs directory = database(dice, rows);
        boolean reached = true;
        for (int n = 1; reached; n++) {
            MemoryVfs copy = new MemoryVfs("copy");
            FaultWritableVfs faulty = FaultWritableVfs.once(copy, n, Fault.FULL);
            try {
                Salvage.of(directory, faulty, OPTIONS);
                assertThat(SoundDatabase.rows(copy)).isEqualTo(rows);
            } catch (StorageException e) {
                assertThat(faulty.failed()).as(e.toString()).isTrue();
                assertThat(copy.list()).as("after call " + n).isEmpty();
            }
            faulty.requireNothingOpen();
            reached = faulty.failed();
        }
    }
}
