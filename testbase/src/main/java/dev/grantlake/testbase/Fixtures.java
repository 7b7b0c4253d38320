package dev.grantlake.testbase;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that Go wrote, beside the project's root in {@code ../shared/fixtures}. Where they are absent a test that
 * asks for them is skipped with a message that says so; {@code -Dgrantlake.fixtures.required=true} makes that a
 * failure.
 */
public final class Fixtures {

    private Fixtures() {}

    /** The project's root folder, whatever module the test runs in. */
    public static Path projectRoot() {
        String root = System.getProperty("grantlake.root");
        if (root != null) {
            return Path.of(root);
        }
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("ARCHITECTURE.md"))) {
                return dir;
            }
        }
        throw new IllegalStateException("no project root above " + Path.of("").toAbsolutePath());
    }

    /** Whether the fixtures are there. */
    public static boolean present() {
        return Files.isDirectory(folder());
    }

    /** One fixture, for example {@code path("c1z/tiny.v3.c1z")}; skips the running test if the fixtures are absent. */
    public static Path path(String relative) {
        requirePresent();
        Path path = folder().resolve(relative);
        if (!Files.exists(path)) {
            throw new IllegalStateException("no fixture " + relative + " in " + folder());
        }
        return path;
    }

    /** All files directly in a folder of fixtures whose names end so, sorted by name. */
    public static List<Path> list(String relative, String suffix) {
        requirePresent();
        try (Stream<Path> files = Files.list(folder().resolve(relative))) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot list fixtures " + relative, e);
        }
    }

    private static void requirePresent() {
        if (!present()) {
            String message = "fixtures are absent: no folder " + folder();
            if (Boolean.getBoolean("grantlake.fixtures.required")) {
                throw new IllegalStateException(message);
            }
            Assumptions.abort(message);
        }
    }

    private static Path folder() {
        return projectRoot().resolve("../shared/fixtures").normalize();
    }
}
