package dev.grantlake.bench.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.bench.kv.Entries;
import dev.grantlake.kv.Durability;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lance.LanceLake;
import org.lance.JniLoader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A lake with a long log: {@code LogRun write FOLDER MIB} makes one and ends as a kill would, {@code LogRun open FOLDER
 * MIB} measures how long it takes to open.
 */
public final class LogRun {

    private static final long STEP = 7_368_787;
    private static final long NUMBERS = 1_000_000_000_000L;

    private LogRun() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: LogRun write|open FOLDER MIB");
            System.exit(64);
        }
        Path folder = Path.of(args[1]);
        long bytes = Long.parseLong(args[2]) << 20;
        if (args[0].equals("write")) {
            write(folder, bytes);
            Runtime.getRuntime().halt(0);
        }
        open(folder, args[2]);
        // Nobody waits for what has been read to be flushed.
        Runtime.getRuntime().halt(0);
    }

    private static void write(Path folder, long bytes) {
        Lake lake = LanceLake.open(folder, LakeStore.manual());
        for (long number = 0; number % 1024 != 0 || lake.stats().walBytes() < bytes; number++) {
            try (Transaction transaction = lake.begin(true)) {
                transaction.set(Bytes.wrap(Entries.key(number * STEP % NUMBERS)), Bytes.wrap(Values.of(number)));
                transaction.commit(Durability.BUFFERED);
            }
        }
        lake.force();
    }

    private static void open(Path folder, String mib) throws IOException {
        JniLoader.ensureLoaded();
        Report report = new Report("lake");
        report.begin();
        long began = System.nanoTime();
        LakeOptions options = LakeStore.manual();
        Lake lake = LanceLake.open(folder, options);
        long nanos = System.nanoTime() - began;
        report.print(
                "reopen-" + mib,
                lake.stats().replayedCommits(),
                nanos,
                Map.of("log_bytes", lake.stats().walBytes()));
    }
}
