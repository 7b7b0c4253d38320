package dev.grantlake.testkit.writing;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A process that writes a file over and over, each time the next version, and prints a {@code p} for every call that
 * put something and an {@code s} for every file that is in place. Or it writes one version and prints how that ended.
 * The bytes of a version are the same in every process.
 */
final class WritingProcess {

    private static final int SMALL_GRANTS = 900;
    /** More than stays in the least memory, for the log, the runs and the index. */
    private static final int LARGE_GRANTS = 150_000;

    private static final ResourceId GROUP = ResourceId.of("group", "g1");

    private WritingProcess() {}

    /** Starts it by a shell, which runs {@code before} first. */
    static Process start(String before, Path file, Path scratch, String mode) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$0\" \"$@\""));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                WritingProcess.class.getName(),
                file.toString(),
                scratch.toString(),
                mode));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args[0]);
        Path scratch = Path.of(args[1]);
        switch (args[2]) {
            case "small", "large" -> {
                for (int version = 1; ; version++) {
                    write(file, scratch, version, args[2].equals("large"), () -> say("p"));
                    say("s");
                }
            }
            case "once" -> say(once(file, scratch));
            default -> throw new IllegalArgumentException(args[2]);
        }
    }

    /** Writes a large version; in one line what came of it, and the threads of ours that are left. */
    private static String once(Path file, Path scratch) {
        String outcome = "written";
        try {
            write(file, scratch, 1, true, () -> {});
        } catch (StorageException e) {
            outcome = e.kind() + " " + e.getMessage();
        }
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        return outcome
                + " threads="
                + threads.stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("grantlake-"))
                        .toList();
    }

    /** Writes one version; {@code step} runs after every call that puts something. */
    static void write(Path file, Path scratch, int version, boolean large, Runnable step) {
        WriteOptions options = WriteOptions.defaults()
                .withReplace(true)
                .withMemoryBytes(1 << 20)
                .withThreads(2)
                .withTemporaryFolder(scratch)
                .withClock(InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000L + version)))
                .withRandom(new Random(version));
        int grants = large ? LARGE_GRANTS : SMALL_GRANTS;
        try (SyncWriter sync = Grantlake.create(file, NewSync.full(), options)) {
            sync.putResourceType(GROUP.type(), "version " + version);
            step.run();
            sync.putEntitlement(new EntitlementKey(GROUP, "member"), "Member");
            step.run();
            int call = grants / 3;
            for (int first = 0; first < grants; first += call) {
                List<Grant> some = new ArrayList<>(call);
                for (int user = first; user < first + call; user++) {
                    some.add(grant(user, version));
                }
                sync.putGrants(some);
                step.run();
            }
            sync.finish();
        }
    }

    private static Grant grant(int user, int version) {
        return Grant.newBuilder()
                .setId(user % 10 == 0 ? "version " + version : "")
                .setEntitlement(Entitlement.newBuilder().setId("member").setResource(resource(GROUP)))
                .setPrincipal(resource(ResourceId.of("user", "u" + Integer.reverse(user))))
                .build();
    }

    private static Resource resource(ResourceId id) {
        return Resource.newBuilder()
                .setId(dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                        .setResourceType(id.type())
                        .setResource(id.id()))
                .build();
    }

    private static void say(String text) {
        System.out.print(text);
        System.out.flush();
    }
}
