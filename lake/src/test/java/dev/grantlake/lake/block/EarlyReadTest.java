package dev.grantlake.lake.block;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who makes a read that may be made early. */
class EarlyReadTest {

    private final AtomicInteger made = new AtomicInteger();
    private final EarlyRead<Integer> read = new EarlyRead<>(made::incrementAndGet);

    @Test
    void isMadeOnceByWhoeverComesFirst() {
        assertThat(read.get()).isEqualTo(1);
        read.run();
        assertThat(made).hasValue(1);
    }

    @Test
    void isNotMadeAgainWhenItWasMadeEarly() {
        read.run();
        read.run();
        assertThat(read.get()).isEqualTo(1);
        assertThat(made).hasValue(1);
    }

    @Test
    void isNotMadeWhenItWasDropped() {
        read.drop();
        read.run();
        assertThat(made).hasValue(0);
    }

    @Test
    void throwsWhatWasThrown() {
        RuntimeException fault = new IllegalArgumentException("planted");
        EarlyRead<Integer> failing = new EarlyRead<>(() -> {
            throw fault;
        });
        failing.run();
        assertThatThrownBy(failing::get).isSameAs(fault);

        Error worse = new AssertionError("planted");
        EarlyRead<Integer> failingWorse = new EarlyRead<>(() -> {
            throw worse;
        });
        failingWorse.run();
        assertThatThrownBy(failingWorse::get).isSameAs(worse);
    }

    @Test
    void droppingDoesNotWaitForARead() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        EarlyRead<Integer> slow = new EarlyRead<>(() -> {
            begun.countDown();
            Threads.await(mayEnd);
            return 1;
        });
        Thread reader = new Thread(slow);
        reader.start();
        begun.await();
        assertThat(slow.isUnderWay()).isTrue();
        slow.drop();
        assertThat(slow.isUnderWay()).isTrue();
        mayEnd.countDown();
        reader.join();
        assertThat(slow.isUnderWay()).isFalse();
    }
}
