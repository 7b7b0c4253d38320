package dev.grantlake.lance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files that a process has mapped, among them every native library that it has loaded.
 *
 * @param paths without those that have lost their names since
 */
record MappedFiles(List<Path> paths) {

    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final String DELETED = " (deleted)";

    /** Those of this process; none where the system does not tell, as it does on Linux only. */
    static MappedFiles ofProcess() {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return of(lines);
        } catch (IOException | RuntimeException e) {
            return new MappedFiles(List.of());
        }
    }

    /** From lines of the form {@code 7f00-7f01 r-xp 00000000 08:01 1234 /path}. */
    static MappedFiles of(Stream<String> lines) {
        return new MappedFiles(lines.filter(line -> line.indexOf('/') >= 0 && !line.endsWith(DELETED))
                .map(line -> Path.of(line.substring(line.indexOf('/'))))
                .distinct()
                .toList());
    }

    /** Whether one has such a name, its folder aside. */
    boolean any(Predicate<String> name) {
        return paths.stream().anyMatch(path -> name.test(path.getFileName().toString()));
    }
}
