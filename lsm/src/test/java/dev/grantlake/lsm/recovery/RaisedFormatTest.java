package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.SoundDatabase;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.NavigableMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A directory of an older format version is opened for writing, which raises it to the present one: at whatever call
 * that is cut off or fails, it is a database of the old version or the new one, with all that it held.
 */
@ExtendWith(Seeds.class)
class RaisedFormatTest {

    /** One of Go's, with a log that was not flushed. */
    private static final int GO_HAS_WRITTEN = 19;

    private static final DatabaseOptions OPTIONS =
            DatabaseOptions.SMALL.with(new DatabaseOptions.Memory(64 << 10, 2, 1 << 20));

    @ParameterizedTest
    @ValueSource(ints = {13, GO_HAS_WRITTEN, 23})
    void aLossOfPowerLeavesTheOldVersionOrTheNew(int version, Dice dice) {
        MemoryVfs older = older(version);
        NavigableMap<Bytes, Bytes> rows = SoundDatabase.read(older);
        boolean[] seen = new boolean[DatabaseDirectory.MAX_FORMAT_VERSION + 1];
        int moments = 0;
        for (int round = 0; round < Seeds.rounds(6); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            copy(older, disk.directory("db"));
            int[] changes = {0};
            disk.afterEachChange(() -> {
                changes[0]++;
                ForgetfulDisk left = disk.crash(dice);
                seen[requireSound(left.directory("db"), version, rows, left)] = true;
            });
            Database.open(disk.directory("db"), OPTIONS).close();
            moments += changes[0];
            disk.afterEachChange(() -> {});
            requireSound(disk.directory("db"), DatabaseDirectory.MAX_FORMAT_VERSION, rows, disk);
        }
        assertThat(seen[version]).as("the old version was left once").isTrue();
        assertThat(seen[DatabaseDirectory.MAX_FORMAT_VERSION])
                .as("and the new one")
                .isTrue();
        System.out.printf("format %d: the power failed at %d moments%n", version, moments);
    }

    @ParameterizedTest
    @CsvSource({
        "13, FULL, false", "13, FULL, true", "13, BROKEN, false", "13, BROKEN, true",
        "19, FULL, false", "19, FULL, true", "19, BROKEN, false", "19, BROKEN, true"
    })
    void aFaultLeavesTheOldVersionOrTheNew(int version, Fault fault, boolean forever, Dice dice) {
        MemoryVfs older = older(version);
        NavigableMap<Bytes, Bytes> rows = SoundDatabase.read(older);
        boolean failed = true;
        int n = 0;
        while (failed) {
            n++;
            ForgetfulDisk disk = new ForgetfulDisk();
            WritableVfs directory = disk.directory("db");
            copy(older, directory);
            FaultWritableVfs faulty =
                    forever ? FaultWritableVfs.from(directory, n, fault) : FaultWritableVfs.once(directory, n, fault);
            try {
                Database.open(faulty, OPTIONS).close();
            } catch (StorageException e) {
                assertThat(faulty.failed()).as(e.toString()).isTrue();
            }
            failed = faulty.failed();
            faulty.requireNothingOpen();
            ForgetfulDisk left = disk.crash(dice);
            requireSound(left.directory("db"), version, rows, "call " + n + "\n" + left);
            requireSound(directory, version, rows, "call " + n);
        }
        assertThat(n).as("calls of an opening").isGreaterThan(20);
    }

    /** Before an opening and after it; says which version it was before. */
    private static int requireSound(WritableVfs directory, int least, NavigableMap<Bytes, Bytes> rows, Object story) {
        int found = DatabaseDirectory.read(directory).formatVersion();
        assertThat(found).as("%s", story).isIn(least, DatabaseDirectory.MAX_FORMAT_VERSION);
        assertThat(SoundDatabase.read(directory)).as("%s", story).isEqualTo(rows);
        Database.open(directory, OPTIONS).close();
        assertThat(SoundDatabase.rows(directory)).as("%s", story).isEqualTo(rows);
        assertThat(DatabaseDirectory.read(directory).formatVersion()).isEqualTo(DatabaseDirectory.MAX_FORMAT_VERSION);
        assertThat(directory.list())
                .as("%s", story)
                .noneMatch(name -> name.endsWith(".dbtmp"))
                .filteredOn(name -> name.startsWith(Marker.PREFIX))
                .hasSize(2);
        return found;
    }

    /**
     * What Go has left; or a directory of ours with tables and a log, whose marker says that it is older. Nothing else
     * in it depends on the version: every file says itself how it is to be read.
     */
    private static MemoryVfs older(int version) {
        if (version == GO_HAS_WRITTEN) {
            return PebbleFixtures.directory("wal", "wal_tail_fmv19");
        }
        MemoryVfs directory = new MemoryVfs("db");
        try (Database database = Database.open(directory, OPTIONS)) {
            for (int i = 0; i < 40; i++) {
                Bytes key = Bytes.utf8("key" + i);
                database.commit(new WriteBatch().set(key, key).deleteRange(Bytes.utf8("key3"), Bytes.utf8("key31")));
                if (i == 20) {
                    database.flush();
                }
            }
            database.commit(new WriteBatch().set(Bytes.utf8("last"), Bytes.EMPTY), Durability.SYNC);
        }
        Marker present = Marker.latest(directory.list(), Marker.FORMAT_VERSION, "db");
        directory.rename(present.fileName(), Marker.ofFormatVersion(version).fileName());
        return directory;
    }

    private static void copy(Vfs from, WritableVfs to) {
        for (String name : from.list()) {
            to.linkOrCopy(from, name, name);
        }
        to.force();
    }
}
