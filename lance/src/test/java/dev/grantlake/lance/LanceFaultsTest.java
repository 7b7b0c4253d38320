package dev.grantlake.lance;

import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.LakeFaults;
import dev.grantlake.lake.testing.LakeFaults.Place;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The disk fails under a lake on the library, at each call that is ours: to the log, the checkpoint and the lock, and
 * where files of the dataset are written, looked at and forced.
 */
@NativeTest
@ExtendWith(Seeds.class)
class LanceFaultsTest {

    private static final int STRIDE = 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"FULL, false", "FULL, true", "BROKEN, false", "BROKEN, true"})
    void everyCallMayFail(Fault fault, boolean forever, Dice dice) {
        AtomicInteger places = new AtomicInteger();
        int stride = Math.max(1, STRIDE / Seeds.rounds(1, 4));
        long seed = dice.bits();
        int first = 1 + dice.below(stride);
        int calls = new LakeFaults(
                        () -> new LancePlace(folder.resolve(Integer.toString(places.incrementAndGet()))),
                        fault,
                        forever)
                .run(seed, first, stride);
        System.out.printf("%s %b, seed %d: %d calls failed%n", fault, forever, seed, calls);
    }

    private record LancePlace(Path store) implements Place {

        @Override
        public LakeFolders folders() {
            return LakeFolders.at(store);
        }

        @Override
        public DatasetLocation dataset(UnaryOperator<WritableVfs> disk) {
            return LanceLocation.of(LakeFolders.dataset(store), LanceMemory.DEFAULT, disk);
        }

        @Override
        public boolean readsItsFolders() {
            return false;
        }

        /** Where the system tells: also what the library has open. */
        @Override
        public void requireNothingOpen() {
            Path descriptors = Path.of("/proc/self/fd");
            if (!Files.isDirectory(descriptors)) {
                return;
            }
            List<String> open = new ArrayList<>();
            try (Stream<Path> all = Files.list(descriptors)) {
                for (Path descriptor : all.toList()) {
                    if (Files.isSymbolicLink(descriptor)) {
                        open.add(Files.readSymbolicLink(descriptor).toString());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(open).noneMatch(file -> file.startsWith(store.toString()));
        }

        @Override
        public @Nullable Place afterPowerLoss(Dice dice) {
            return null;
        }
    }
}
