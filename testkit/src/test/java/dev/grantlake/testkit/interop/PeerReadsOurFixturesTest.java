package dev.grantlake.testkit.interop;

import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files that Go wrote, written anew by us from their dumps: the SDK finds nothing wrong with them, dumps them as it
 * dumps its own, and reads the same digests. Needs the Go peer: {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@EnabledIfSystemProperty(named = Peer.PROPERTY, matches = ".+")
class PeerReadsOurFixturesTest {

    private static final List<String> FOLDERS = List.of("c1z", "c1z/compact", "c1z/diff");

    /** Files whose stored statistics are not those of their records; ours are. */
    private static final Set<String> OUTDATED = Set.of("small.v3.mutated-end_false.c1z", "wal-tail.v3.c1z");

    /** Files without digests that could have them; ours have. */
    private static final Set<String> UNDIGESTED = Set.of("small.v3.mutated-end_false.c1z", "small.v3.nodigest.c1z");

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatWeWriteOfADumpIsWhatTheSdkWrote() throws IOException, InterruptedException {
        for (String fixtures : FOLDERS) {
            List<Path> files = Fixtures.list(fixtures, ".c1z").stream()
                    .filter(file -> file.getFileName().toString().contains(".v3."))
                    .toList();
            Path theirs = Files.createDirectories(folder.resolve("theirs").resolve(fixtures));
            Path ours = Files.createDirectories(folder.resolve("ours").resolve(fixtures));
            List<Path> written = new ArrayList<>();
            for (Path file : files) {
                written.add(writeAnew(file, ours));
            }
            Peer peer = new Peer(folder);
            peer.check(written);
            peer.dump(written, ours);
            peer.dump(files, theirs);
            peer.digests(written, ours);
            peer.digests(files, theirs);
            for (Path file : files) {
                String name = file.getFileName().toString();
                compare(name, ".dump.jsonl", theirs, ours, isComparable(name));
                if (!UNDIGESTED.contains(name)) {
                    compare(name, ".digests.jsonl", theirs, ours, line -> true);
                }
            }
        }
    }

    private Path writeAnew(Path file, Path to) throws IOException {
        Path dump = folder.resolve("full.jsonl");
        Path written = to.resolve(file.getFileName().toString());
        Files.writeString(dump, Ours.run("dump", file.toString(), "--full"));
        Ours.run("import", dump.toString(), written.toString(), "--keep-ids");
        Ours.check(written);
        return written;
    }

    /** Timings are those of a run, and are not part of a dump's promise. */
    private static Predicate<String> isComparable(String name) {
        boolean outdated = OUTDATED.contains(name);
        return line -> !line.startsWith("{\"kind\":\"stats_timings\"")
                && !(outdated && line.startsWith("{\"kind\":\"stats\""));
    }

    private static void compare(String name, String suffix, Path theirs, Path ours, Predicate<String> wanted)
            throws IOException {
        String answer = name.replaceFirst("[.]c1z$", suffix);
        Ours.assertSameLines(
                Path.of(answer),
                lines(theirs.resolve(answer), wanted),
                String.join("\n", lines(ours.resolve(answer), wanted)));
    }

    private static List<String> lines(Path answer, Predicate<String> wanted) throws IOException {
        try (Stream<String> lines = Files.lines(answer)) {
            return lines.filter(wanted).toList();
        }
    }
}
