package dev.grantlake.cli;

import java.io.IOException;
import java.nio.file.Path;

/** The dumps that Go wrote of the fixtures, for tests of other packages. */
public final class FixtureDumps {

    private FixtureDumps() {}

    /** The dump beside a file. */
    public static byte[] of(Path file) throws IOException {
        return FixtureAnswers.answer(file, ".dump.jsonl").orElseThrow();
    }
}
