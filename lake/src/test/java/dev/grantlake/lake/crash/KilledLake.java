package dev.grantlake.lake.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Durability;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.vfs.WritableDiskVfs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A process that commits to a lake from several threads until it is killed. Each transaction of a thread puts the next
 * number under all keys of that thread. When it has returned, the thread prints a line: its number, what it has put,
 * the sequence number, and whether that is durable.
 */
final class KilledLake {

    static final int THREADS = 4;
    static final int KEYS = 3;

    private KilledLake() {}

    static Process start(Path folder) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledLake.class.getName(),
                folder.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static Lake open(Path folder) {
        LakeOptions options = LakeOptions.COMPAT.toBuilder()
                .tickInterval(Duration.ofMillis(20))
                .minFlushInterval(Duration.ofMillis(5))
                .walSegment(64 << 10, 16 << 10)
                .build();
        return Lake.open(
                LakeFolders.at(folder),
                trusted -> FileTable.open(WritableDiskVfs.create(folder.resolve("kv")), trusted, FileTable.Forcing.ALL),
                options);
    }

    static Bytes key(int thread, int key) {
        return Bytes.utf8(thread + "/" + key);
    }

    /** What the thread has put last, 0 if nothing. */
    static long value(Lake lake, int thread) {
        try (Transaction transaction = lake.begin(false)) {
            Bytes first = transaction.get(key(thread, 0));
            for (int i = 1; i < KEYS; i++) {
                Bytes other = transaction.get(key(thread, i));
                if (!Objects.equals(first, other)) {
                    throw new AssertionError("half a transaction: " + first + " and " + other);
                }
            }
            return first == null ? 0 : Long.parseLong(first.toUtf8());
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Lake lake = open(Path.of(args[0]));
        System.out.println("open");
        Thread last = Thread.currentThread();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            last = new Thread(() -> commitForEver(lake, thread));
            last.start();
        }
        last.join();
    }

    private static void commitForEver(Lake lake, int thread) {
        for (long value = value(lake, thread) + 1; ; value++) {
            // The last thread never waits for the disk.
            Durability durability = thread == THREADS - 1 ? Durability.BUFFERED : Durability.SYNC;
            long seq;
            try (Transaction transaction = lake.begin(true)) {
                for (int i = 0; i < KEYS; i++) {
                    transaction.set(key(thread, i), Bytes.utf8(Long.toString(value)));
                }
                seq = transaction.commit(durability);
            } catch (StorageException e) {
                throw new AssertionError("thread " + thread, e);
            }
            System.out.println(thread + " " + value + " " + seq + ".");
        }
    }
}
