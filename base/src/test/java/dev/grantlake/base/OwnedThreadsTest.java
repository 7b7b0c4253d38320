package dev.grantlake.base;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.assertj.core.api.Assertions.assertThat;

class OwnedThreadsTest {

    private final OwnedThreads threads = new OwnedThreads("owned-threads-test");

    @Test
    void noneIsLeftAfterAJoin() {
        for (int round = 0; round < 300; round++) {
            ExecutorService executor = Executors.newFixedThreadPool(3, threads);
            for (int task = 0; task < 5; task++) {
                executor.execute(() -> {});
            }
            assertThat(running()).allMatch(Thread::isDaemon);
            executor.shutdown();
            threads.join();
            assertThat(running()).isEmpty();
        }
    }

    @Test
    void anInterruptIsKeptForLater() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        threads.newThread(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
        Thread waiting = new Thread(() -> {
            threads.join();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(running()).isEmpty();
        });
        Throwable[] failure = new Throwable[1];
        waiting.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
        waiting.start();
        waiting.interrupt();
        while (waiting.isInterrupted()) {
            Thread.onSpinWait();
        }
        end.countDown();
        waiting.join();
        assertThat(failure[0]).isNull();
    }

    private static List<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("owned-threads-test"))
                .toList();
    }
}
