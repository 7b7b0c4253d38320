package dev.grantlake.lake.crash;

import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.LakeFaults;
import dev.grantlake.lake.testing.LakeFaults.Place;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Each call to the folders of a lake fails, those to the files of its dataset included, and then the power, too:
 * nothing that was promised is lost, and nothing leaks.
 */
@ExtendWith(Seeds.class)
class LakeFaultsTest {

    private static final int STRIDE = 10;

    @ParameterizedTest
    @CsvSource({"FULL, false", "FULL, true", "BROKEN, false", "BROKEN, true"})
    void everyCallMayFail(Fault fault, boolean forever, Dice dice) {
        int stride = Math.max(1, STRIDE / Seeds.rounds(1, 2));
        int calls = new LakeFaults(() -> new DiskPlace(new ForgetfulDisk()), fault, forever)
                .run(dice.bits(), 1 + dice.below(stride), stride);
        System.out.printf("%s %b: %d calls failed%n", fault, forever, calls);
    }

    private record DiskPlace(ForgetfulDisk disk) implements Place {

        @Override
        public LakeFolders folders() {
            return new LakeFolders(keptOpen(disk.directory("lake")), keptOpen(disk.directory("wal")));
        }

        private static WritableVfs keptOpen(WritableVfs folder) {
            return (WritableVfs) Proxy.newProxyInstance(
                    WritableVfs.class.getClassLoader(),
                    new Class<?>[] {WritableVfs.class},
                    (proxy, method, arguments) -> {
                        try {
                            return method.getName().equals("close") ? null : method.invoke(folder, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public DatasetLocation dataset(UnaryOperator<WritableVfs> wrapped) {
            Map<DatasetFolder, WritableVfs> folders = new EnumMap<>(DatasetFolder.class);
            return FakeDatasetLocation.in(
                    folder -> folders.computeIfAbsent(
                            folder, each -> wrapped.apply(disk.directory("kv.lance/" + each.path()))),
                    InstantSource.fixed(Instant.EPOCH));
        }

        @Override
        public boolean readsItsFolders() {
            return true;
        }

        @Override
        public void requireNothingOpen() {
            // What there is goes through the folders, which are watched.
        }

        @Override
        public Place afterPowerLoss(Dice dice) {
            return new DiskPlace(disk.crash(dice));
        }
    }
}
