package dev.grantlake.bench.peer;

import dev.grantlake.base.ReadMetrics;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Store;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What the first page of a file costs, apart from time: {@code FirstPageRun FILE} opens it, takes the first hundred
 * holders of the first entitlement that has as many, and prints a line with what was read and decoded for it. The same
 * file gives the same line, on every machine.
 */
public final class FirstPageRun {

    private static final PageRequest HUNDRED = PageRequest.ofSize(100);

    private FirstPageRun() {}

    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: FirstPageRun FILE");
            System.exit(64);
        }
        Path file = Path.of(args[0]);
        EntitlementKey entitlement;
        try (Scenario.Preparation prepared = Scenario.FIRST_HOLDERS.prepare(file)) {
            entitlement = (EntitlementKey) prepared.subject(0);
        }
        ReadMetrics metrics = new ReadMetrics();
        try (Store store = Grantlake.open(file, OpenOptions.defaults().withMetrics(metrics))) {
            int rows = store.latestSync()
                    .orElseThrow()
                    .grants()
                    .forEntitlement(entitlement)
                    .page(HUNDRED)
                    .records()
                    .size();
            ReadMetrics.Snapshot read = metrics.snapshot();
            System.out.printf(
                    Locale.ROOT,
                    "{\"decoded_bytes\":%d,\"frames\":%d,\"kind\":\"first-page\",\"read_bytes\":%d,\"rows\":%d}%n",
                    read.frameBytes(),
                    read.framesDecoded(),
                    read.fileBytes(),
                    rows);
        }
    }
}
