package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Timeline;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.error.TransactionConflict;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What a process does that is going to be killed: threads that commit, each its own {@linkplain PlannedCommit
 * transactions} one after the other, and one that compacts, prunes and gives names. Each says on a line of standard
 * output what has returned; lines end with a dot.
 */
public final class LakeWriters {

    /** How many commit. */
    static final int WRITERS = 4;

    /** Said when the lake is open. */
    static final String OPEN = "open.";

    private static final int NAMES = 3;
    private static final Duration SHORT_RETENTION = Duration.ofMillis(300);

    private final Lake lake;
    /** The largest number that a commit has returned. */
    private final AtomicLong returned = new AtomicLong();

    private LakeWriters(Lake lake) {
        this.lake = lake;
    }

    /**
     * Works on {@code lake} until the process ends, which it does by itself if anything fails.
     *
     * @param upkeep whether the lake's table has a history, can be compacted, and loses what nobody needs
     */
    public static void workForEver(Lake lake, boolean upkeep) {
        LakeWriters work = new LakeWriters(lake);
        System.out.println(OPEN);
        for (int i = 1; i < WRITERS; i++) {
            int writer = i;
            work.start(() -> work.commitForEver(writer));
        }
        if (upkeep) {
            work.start(work::lookAfterItForEver);
        }
        work.haltOnFailure(() -> work.commitForEver(0));
    }

    private void start(Runnable work) {
        Thread thread = new Thread(() -> haltOnFailure(work));
        thread.setDaemon(true);
        thread.start();
    }

    private void haltOnFailure(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            // Says it as the JVM does of any thread.
            Thread thread = Thread.currentThread();
            thread.getThreadGroup().uncaughtException(thread, e);
            Runtime.getRuntime().halt(1);
        }
    }

    private void commitForEver(int writer) {
        for (long number = lastOf(lake, writer) + 1; ; number++) {
            long before = returned.get();
            long seq = commit(new PlannedCommit(writer, number));
            if (seq <= before) {
                throw new AssertionError(seq + " given after " + before + " had been");
            }
            returned.accumulateAndGet(seq, Math::max);
            System.out.println("commit " + writer + " " + number + " " + seq + ".");
        }
    }

    private static long lastOf(Lake lake, int writer) {
        try (Transaction transaction = lake.begin(false)) {
            return number(transaction.get(PlannedCommit.lastKey(writer)));
        }
    }

    /** A number as it stands under a key, 0 if there is nothing. */
    static long number(@Nullable Bytes value) {
        return value == null ? 0 : Long.parseLong(value.toUtf8());
    }

    private long commit(PlannedCommit plan) {
        while (true) {
            try (Transaction transaction = lake.begin(true)) {
                plan.changes().forEach((key, value) -> {
                    if (value == null) {
                        transaction.delete(key);
                    } else {
                        transaction.set(key, value);
                    }
                });
                if (plan.counts()) {
                    long count = number(transaction.get(PlannedCommit.COUNTER)) + 1;
                    transaction.set(PlannedCommit.COUNTER, Bytes.utf8(Long.toString(count)));
                }
                return transaction.commit(plan.durability());
            } catch (TransactionConflict e) {
                if (!plan.counts()) {
                    throw e;
                }
            }
        }
    }

    private void lookAfterItForEver() {
        SplittableRandom random = new SplittableRandom(returned.get());
        Timeline timeline = lake.timeline();
        while (true) {
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(60)).toNanos());
            switch (random.nextInt(4)) {
                case 0, 1 -> lake.compact();
                case 2 -> lake.prune(random.nextBoolean() ? Duration.ZERO : SHORT_RETENTION);
                default -> {
                    String name = "name" + random.nextInt(NAMES);
                    long version = lake.stats().version();
                    timeline.tag(name, version);
                    System.out.println("tag " + name + ".");
                }
            }
        }
    }
}
