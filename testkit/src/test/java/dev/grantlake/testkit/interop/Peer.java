package dev.grantlake.testkit.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The Go peer, one start for many files; its temporary data and output stay below {@code folder}. */
record Peer(Path folder) {

    static final String PROPERTY = "grantlake.peer";

    /** Fails with what the peer said unless it finds nothing wrong with any of the files. */
    void check(List<Path> files) throws IOException, InterruptedException {
        run(List.of("check"), files);
    }

    /** Writes the dump of each {@code NAME.c1z} to {@code NAME.dump.jsonl} in a folder. */
    void dump(List<Path> files, Path to) throws IOException, InterruptedException {
        run(List.of("dump", "--to", to.toString()), files);
    }

    /** Writes the digests of each {@code NAME.c1z} to {@code NAME.digests.jsonl} in a folder. */
    void digests(List<Path> files, Path to) throws IOException, InterruptedException {
        run(List.of("digests", "--to", to.toString()), files);
    }

    /** Writes random stores, the first from this seed and each further one from the next. */
    void write(long seed, List<Path> files) throws IOException, InterruptedException {
        run(List.of("write", "--seed", Long.toUnsignedString(seed)), files);
    }

    private void run(List<String> words, List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty(PROPERTY)));
        command.addAll(words);
        files.forEach(file -> command.add(file.toString()));
        Path errors = folder.resolve("errors");
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile());
        process.environment().put("TMPDIR", folder.toString());
        int code = process.start().waitFor();
        assertThat(code).as(words + ": " + Files.readString(errors)).isZero();
    }
}
