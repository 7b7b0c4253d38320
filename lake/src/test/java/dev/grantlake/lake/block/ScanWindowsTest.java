package dev.grantlake.lake.block;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.block.ReadRows.Read;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.RowAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a scan shows, what it reads for that, when, and in which thread. */
class ScanWindowsTest {

    private static final int BLOCK = 512;
    private static final int SECOND = 16 * BLOCK;
    /** The second window ends where this does. */
    private static final int THIRD = BLOCK + SECOND;

    private static final int LONGEST = 1 << 16;
    private static final int GOING_ON = 4096;
    private static final int ROWS = 100_000;

    private final BlockCache cache = new BlockCache(1 << 20);
    private final ByteView view = new ByteView();

    @AfterEach
    void endThreads() {
        cache.close();
    }

    private ScanWindows windows(ReadRows rows) {
        return new ScanWindows(new BlockReader(rows.version(), cache, Column.VALUE));
    }

    private void show(ScanWindows windows, int fragment, int offset) {
        windows.show(RowAddress.of(fragment, offset), view);
        assertThat(view.copy()).isEqualTo(ReadRows.value(fragment, offset));
    }

    private void walk(ScanWindows windows, int from, int to) {
        for (int offset = from; offset != to; offset += from < to ? 1 : -1) {
            show(windows, 0, offset);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void showsWhatIsThereWhicheverWayItGoes(long seed) {
        Random random = new Random(seed);
        int[] sizes = {ROWS, 700, 1, 20_000};
        int[] at = new int[sizes.length];
        ReadRows rows = new ReadRows(sizes);
        try (ScanWindows windows = windows(rows)) {
            for (int stretch = 0; stretch < 40; stretch++) {
                int step = random.nextInt(5) - 2;
                int length = random.nextInt(random.nextBoolean() ? 20 : 12_000);
                if (random.nextInt(4) == 0) {
                    windows.jump();
                    int fragment = random.nextInt(sizes.length);
                    at[fragment] = random.nextInt(sizes[fragment]);
                }
                for (int i = 0; i < length; i++) {
                    int fragment = random.nextInt(sizes.length);
                    at[fragment] = Math.max(0, Math.min(sizes[fragment] - 1, at[fragment] + step));
                    windows.show(RowAddress.of(fragment, at[fragment]), view);
                    assertThat(view.copy())
                            .as("seed %s, stretch %s", seed, stretch)
                            .isEqualTo(ReadRows.value(fragment, at[fragment]));
                }
            }
        }
    }

    @Test
    void aShortWalkReadsNothingAhead() {
        ReadRows rows = new ReadRows(ROWS);
        try (ScanWindows windows = windows(rows)) {
            for (int walk = 0; walk < 3; walk++) {
                windows.jump();
                walk(windows, 0, GOING_ON);
            }
        }
        assertThat(rows.reads()).noneMatch(Read::ahead);
        assertThat(rows.reads().get(0)).extracting(Read::from, Read::to).containsExactly(0, BLOCK);
        assertThat(rows.reads().get(1)).extracting(Read::from, Read::to).containsExactly(BLOCK, THIRD);
    }

    @Test
    void aLongWalkFindsReadWhatComesNext() {
        ReadRows rows = new ReadRows(2 * ROWS);
        CountDownLatch one = awaitAhead(rows, 1);
        try (ScanWindows windows = windows(rows)) {
            walk(windows, 0, THIRD);
            Threads.await(one);
            assertThat(rows.reads()).filteredOn(Read::ahead).singleElement().satisfies(read -> {
                assertThat(read.from()).isEqualTo(THIRD);
                assertThat(read.to()).isEqualTo(THIRD + LONGEST);
            });
            CountDownLatch twoMore = awaitAhead(rows, 2);
            show(windows, 0, THIRD);
            Threads.await(twoMore);
            assertThat(rows.reads())
                    .filteredOn(Read::ahead)
                    .hasSize(3)
                    .anyMatch(read -> read.from() == THIRD + LONGEST)
                    .anyMatch(read -> read.from() == THIRD + 2 * LONGEST);
            walk(windows, THIRD, 2 * ROWS);
        }
        assertThat(rowsOf(rows.reads())).as("each once").isEqualTo(2 * ROWS);
    }

    @Test
    void aWalkDownFindsReadWhatComesNext() {
        ReadRows rows = new ReadRows(ROWS);
        CountDownLatch begun = awaitAhead(rows, 1);
        try (ScanWindows windows = windows(rows)) {
            int half = ROWS - GOING_ON - BLOCK;
            walk(windows, ROWS - 1, half);
            Threads.await(begun);
            int first = rows.reads().stream()
                    .filter(read -> !read.ahead())
                    .mapToInt(Read::from)
                    .min()
                    .orElseThrow();
            assertThat(rows.reads()).filteredOn(Read::ahead).anyMatch(read -> read.to() == first);
            walk(windows, half, -1);
        }
        assertThat(rowsOf(rows.reads())).as("each once").isEqualTo(ROWS);
    }

    /** Opens when so many reads have been made ahead. */
    private static CountDownLatch awaitAhead(ReadRows rows, int reads) {
        CountDownLatch ahead = new CountDownLatch(reads);
        Thread own = Thread.currentThread();
        rows.onRead(read -> {
            if (read.reader() != own) {
                ahead.countDown();
            }
        });
        return ahead;
    }

    /** Somebody reads the window after the one that is waited for: if no other thread, then the walk. */
    @Test
    void whoWouldHaveToWaitReads() {
        ReadRows rows = new ReadRows(2 * ROWS);
        int fourth = THIRD + LONGEST;
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        rows.onRead(read -> {
            if (read.from() == fourth) {
                begun.countDown();
                Threads.await(mayEnd);
            } else if (read.from() == fourth + LONGEST) {
                mayEnd.countDown();
            }
        });
        try (ScanWindows windows = windows(rows)) {
            walk(windows, 0, fourth);
            Threads.await(begun);
            walk(windows, fourth, 2 * ROWS);
        }
        assertThat(rowsOf(rows.reads())).as("each once").isEqualTo(2 * ROWS);
    }

    private static int rowsOf(List<Read> reads) {
        return reads.stream().mapToInt(read -> read.to() - read.from()).sum();
    }

    /** The walk as a whole goes on, though in no fragment it has come to the end of the first block. */
    @Test
    void eachFragmentHasItsNextWindowRead() {
        int fragments = 16;
        int[] sizes = new int[fragments];
        Arrays.fill(sizes, 20_000);
        ReadRows rows = new ReadRows(sizes);
        CountDownLatch ahead = awaitAhead(rows, fragments);
        try (ScanWindows windows = windows(rows)) {
            for (int offset = 0; offset < GOING_ON / fragments + 128; offset++) {
                for (int fragment = 0; fragment < fragments; fragment++) {
                    show(windows, fragment, offset);
                }
            }
            Threads.await(ahead);
        }
    }

    @Test
    void aFaultShowsWhenItsRowIsWanted() {
        ReadRows rows = new ReadRows(ROWS);
        CountDownLatch begun = new CountDownLatch(1);
        RuntimeException fault = new IllegalStateException("planted");
        try (ScanWindows windows = windows(rows)) {
            walk(windows, 0, GOING_ON);
            rows.onRead(read -> {
                begun.countDown();
                throw fault;
            });
            walk(windows, GOING_ON, THIRD);
            Threads.await(begun);
            assertThatThrownBy(() -> windows.show(RowAddress.of(0, THIRD), view))
                    .isSameAs(fault);
            rows.onRead(read -> {});
            walk(windows, THIRD - 1, ROWS);
        }
    }

    @Test
    void closingTheCacheWaitsForWhatIsBeingRead() throws InterruptedException {
        ReadRows rows = new ReadRows(ROWS);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        try (ScanWindows windows = windows(rows)) {
            walk(windows, 0, GOING_ON);
            rows.onRead(read -> {
                begun.countDown();
                Threads.await(mayEnd);
                ended.set(true);
            });
            walk(windows, GOING_ON, THIRD);
            Threads.await(begun);
        }
        AtomicBoolean endedBefore = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            cache.close();
            endedBefore.set(ended.get());
        });
        closer.start();
        Threads.awaitWaiting(closer);
        mayEnd.countDown();
        closer.join();
        assertThat(endedBefore).isTrue();
    }

    @Test
    void turningRoundReadsTheOtherWay() {
        ReadRows rows = new ReadRows(ROWS);
        try (ScanWindows windows = windows(rows)) {
            walk(windows, 0, ROWS / 2);
            walk(windows, ROWS / 2, -1);
            walk(windows, 0, ROWS);
        }
    }

    @Test
    void whenTheThreadsAreGoneWhoWantsSomethingReadsIt() {
        cache.close();
        ReadRows rows = new ReadRows(ROWS);
        try (ScanWindows windows = windows(rows)) {
            walk(windows, 0, ROWS);
        }
        assertThat(rows.reads()).noneMatch(Read::ahead);
    }

    @Test
    void whatWasLeftBehindIsLetGo() {
        int behind = 10;
        ReadRows rows = new ReadRows(100, 100, 100, 100, 100);
        try (ScanWindows windows = new ScanWindows(new BlockReader(rows.version(), cache, Column.VALUE), behind)) {
            for (int fragment = 0; fragment < 5; fragment++) {
                for (int offset = 0; offset < 100; offset++) {
                    show(windows, fragment, offset);
                }
                assertThat(windows.count()).isLessThanOrEqualTo(2);
            }
            show(windows, 0, 50);
            windows.letGoOf(0);
            show(windows, 0, 51);
        }
    }
}
