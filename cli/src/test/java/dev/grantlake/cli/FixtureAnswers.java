package dev.grantlake.cli;

import com.github.luben.zstd.ZstdInputStream;
import dev.grantlake.testbase.Fixtures;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The files that Go wrote, of format v3 with all interiors and of format v1, and what it says that is in them. */
final class FixtureAnswers {

    private FixtureAnswers() {}

    static List<Path> files() {
        return files(name -> name.contains(".v3."));
    }

    /** The files of format v1. */
    static List<Path> v1Files() {
        return files(name -> name.contains(".v1."));
    }

    private static List<Path> files(Predicate<String> wanted) {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("c1z", "c1z/compact", "c1z/diff", "c1z/seed-era", "c1z/legacy-external-id")) {
            for (Path file : Fixtures.list(folder, ".c1z")) {
                if (wanted.test(file.getFileName().toString())) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    /** Whether a file has an older interior than today's. */
    static boolean isOlder(Path file) {
        String folder = file.getName(file.getNameCount() - 2).toString();
        return folder.equals("seed-era") || folder.equals("legacy-external-id");
    }

    /**
     * The expected answer beside a file, for example {@code .dump.jsonl}, compressed or not; empty if there is none.
     */
    static Optional<byte[]> answer(Path file, String suffix) throws IOException {
        String name = file.getFileName().toString().replaceFirst("[.]c1z$", suffix);
        Path plain = file.resolveSibling(name);
        if (Files.exists(plain)) {
            return Optional.of(Files.readAllBytes(plain));
        }
        Path compressed = file.resolveSibling(name + ".zst");
        if (!Files.exists(compressed)) {
            return Optional.empty();
        }
        try (InputStream in = new ZstdInputStream(Files.newInputStream(compressed))) {
            return Optional.of(in.readAllBytes());
        }
    }
}
