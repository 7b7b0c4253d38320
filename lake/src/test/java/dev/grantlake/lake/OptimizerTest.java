package dev.grantlake.lake;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.commit.CommitStep;
import dev.grantlake.lake.flush.FlushClock;
import dev.grantlake.lake.maintenance.TableOpening;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.VersionKind;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class OptimizerTest {

    /** Time passes only while the optimizer rests, and it rests only for as long as it is let. */
    private static final class StepClock implements FlushClock {

        private final AtomicLong now = new AtomicLong();
        private final Semaphore pauses = new Semaphore(0);
        private final Semaphore paused = new Semaphore(0);

        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public void pause(long nanos) {
            paused.release();
            pauses.acquireUninterruptibly();
            now.addAndGet(nanos);
        }

        @Override
        public void wake() {
            pauses.release();
        }

        /** Returns when the optimizer rests the next time. */
        void step() {
            paused.acquireUninterruptibly();
            pauses.release();
            paused.acquireUninterruptibly();
            paused.release();
        }
    }

    private final StepClock clock = new StepClock();
    private final FakeDatasetLocation dataset = FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));

    private Lake open(Duration interval, long afterCommits) {
        return Lake.open(
                new LakeFolders(new MemoryVfs("lake"), new MemoryVfs("wal")),
                new TableOpening(dataset, TableOptions.DEFAULT),
                LakeFolder.QUIET.toBuilder()
                        .optimizer(true, interval, afterCommits)
                        .build(),
                new Lake.Seams(
                        FlushClock.system(),
                        clock,
                        InstantSource.fixed(Instant.EPOCH),
                        CommitStep.Watch.NONE,
                        failure -> {}));
    }

    private static void flushes(Lake lake, int count) {
        for (int i = 0; i < count; i++) {
            LakeFolder.set(lake, "k" + lake.stats().lastSeq(), "v");
            lake.flush();
        }
    }

    private static long compactions(Lake lake) {
        return lake.timeline().versions().stream()
                .map(TableVersion::kind)
                .filter(VersionKind.COMPACTION::equals)
                .count();
    }

    @Test
    @Timeout(60)
    @DisplayName("19.22 ten commits while the optimizer runs: none fails, and all values are read")
    void worksBesideCommits() {
        try (Lake lake = open(Duration.ofMillis(1), 1)) {
            for (int i = 0; i < 10; i++) {
                LakeFolder.set(lake, "k" + i, "v" + i);
                lake.flush();
                clock.step();
            }
            for (int i = 0; i < 10; i++) {
                assertThat(LakeFolder.get(lake, "k" + i)).isEqualTo("v" + i);
            }
            assertThat(compactions(lake)).isPositive();
            assertThat(lake.stats().optimizerFailures()).isZero();
        }
    }

    @Test
    @Timeout(60)
    @DisplayName("19.23 a close does not wait for the interval")
    void endsAtOnce() {
        Lake lake = Lake.open(
                new LakeFolders(new MemoryVfs("lake"), new MemoryVfs("wal")),
                new TableOpening(dataset, TableOptions.DEFAULT),
                LakeFolder.QUIET.toBuilder()
                        .optimizer(true, Duration.ofDays(365), Long.MAX_VALUE)
                        .build());
        lake.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("lake optimizer"));
    }

    @Test
    @Timeout(60)
    void waitsForTheIntervalOrTheCommits() {
        try (Lake lake = open(Duration.ofSeconds(3), 6)) {
            flushes(lake, 4);
            clock.step();
            clock.step();
            assertThat(compactions(lake)).isZero();
            clock.step();
            assertThat(compactions(lake)).as("three seconds have passed").isEqualTo(1);
            flushes(lake, 5);
            clock.step();
            assertThat(compactions(lake)).isEqualTo(1);
            flushes(lake, 1);
            clock.step();
            assertThat(compactions(lake)).as("six commits since the last time").isEqualTo(2);
        }
    }

    @Test
    @Timeout(60)
    void doesNotWaitWhereTheTableLiesInPieces() {
        try (Lake lake = open(Duration.ofDays(1), Long.MAX_VALUE)) {
            flushes(lake, 8);
            clock.step();
            assertThat(compactions(lake)).isZero();
            flushes(lake, 1);
            clock.step();
            assertThat(compactions(lake)).as("nine little fragments").isEqualTo(1);
            assertThat(lake.stats().fragments()).isEqualTo(1);
            assertThat(lake.stats().versionBacklog()).isZero();
        }
    }

    @Test
    @Timeout(60)
    void countsVersionsAnewWhereNothingCouldBeGained() {
        try (Lake lake = open(Duration.ofDays(1), Long.MAX_VALUE)) {
            for (int i = 0; i < 201; i++) {
                LakeFolder.set(lake, "k", "v" + i);
                lake.flush();
            }
            assertThat(lake.stats().versionBacklog()).isEqualTo(201);
            clock.step();
            assertThat(lake.stats().versionBacklog()).isZero();
            assertThat(compactions(lake)).as("there is one fragment").isZero();
        }
    }

    @Test
    void refusesAnIntervalThatIsNone() {
        assertThatThrownBy(() -> LakeFolder.QUIET.toBuilder()
                        .optimizer(true, Duration.ZERO, 1)
                        .build())
                .asInstanceOf(type(StorageException.class))
                .returns(StorageException.Kind.INVALID_ARGUMENT, StorageException::kind);
    }
}
