package dev.grantlake.lsm.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableDiskVfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * A process that goes on with a database until it is killed, by a {@link Workload} that depends on a seed alone. After
 * each step it prints how many have to be left and how many were begun.
 */
final class KilledDatabase {

    private KilledDatabase() {}

    static Process start(Path folder, long seed) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledDatabase.class.getName(),
                folder.toString(),
                Long.toString(seed));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        DiskStore kind = new DatabaseStore();
        SortedMap<Bytes, Bytes> content;
        try (KeyValueStore store = kind.open(WritableDiskVfs.create(folder.resolve("db")), 1)) {
            content = History.entriesOf(store);
        }
        Workload workload = new Workload(
                kind, name -> WritableDiskVfs.create(folder.resolve(name)), new Dice(Long.parseLong(args[1])), content);
        History history = workload.history();
        while (true) {
            System.out.println(history.durable() + " " + history.begun());
            workload.step();
        }
    }
}
