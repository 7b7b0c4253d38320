package dev.grantlake.lake.crash;

import dev.grantlake.lake.Lake;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.maintenance.TableOpening;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.LakeWork;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The power fails at every change of the disk, from the first opening on, while the table is one over a dataset whose
 * files nobody forces but the lake: in a flush, in the marks of what it replaces, in a compaction, while versions are
 * pruned, and while all of that is healed.
 */
@ExtendWith(Seeds.class)
class DatasetPowerCutsTest {

    private static final int STEPS = 20;

    @Test
    @DisplayName("19.71 loss of power, with manifests, data and marks that may be empty or missing")
    void whatWasDurableIsThereAfterEveryPowerCut(Dice dice) {
        int wanted = Seeds.rounds(100, 1000);
        int cuts = 0;
        while (cuts < wanted) {
            cuts += new PowerCuts(DatasetPowerCutsTest::open, STEPS).live(new ForgetfulDisk(), dice, 2);
        }
        assertThat(cuts).isGreaterThanOrEqualTo(wanted);
    }

    /** What the test is worth: the log is on a disk that keeps its word, and the dataset on one that does not. */
    @Test
    void aDatasetThatIsNotForcedIsNoticed(Dice dice) {
        assertThatThrownBy(() -> {
                    for (int round = 0; round < 20; round++) {
                        PowerCuts careless =
                                new PowerCuts(disk -> open(disk, folder -> unforced(disk.directory(folder))), STEPS);
                        careless.live(new ForgetfulDisk(), dice, 1);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    private static Lake open(ForgetfulDisk disk) {
        return open(disk, disk::directory);
    }

    private static Lake open(ForgetfulDisk disk, Function<String, WritableVfs> datasetFolders) {
        FakeDatasetLocation location = FakeDatasetLocation.in(
                folder -> datasetFolders.apply("kv.lance/" + folder.path()), InstantSource.fixed(Instant.EPOCH));
        TableOptions options = TableOptions.DEFAULT.withMaxRowsPerFragment(5).withCacheBytes(0);
        LakeFolders folders = new LakeFolders(disk.directory("lake"), disk.directory("wal"));
        return Lake.open(folders, new TableOpening(location, options), LakeWork.OPTIONS);
    }

    /** The same folder for a table that forgets to force. */
    private static WritableVfs unforced(WritableVfs folder) {
        return (WritableVfs) Proxy.newProxyInstance(
                WritableVfs.class.getClassLoader(), new Class<?>[] {WritableVfs.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("force") ? null : method.invoke(folder, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
