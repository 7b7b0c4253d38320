package dev.grantlake.lsm.metamorphic;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Go peer, which carries out logs with Pebble itself. What it writes beside databases stays in {@code folder}. */
final class PebbleProcess implements AutoCloseable {

    static final String PROPERTY = "grantlake.peer";

    private final Path folder;
    private final Process process;
    private final BufferedReader from;
    private final BufferedWriter to;

    PebbleProcess(Path folder) throws IOException {
        this.folder = folder;
        ProcessBuilder builder = new ProcessBuilder(System.getProperty(PROPERTY), "operations")
                .redirectError(folder.resolve("pebble.errors").toFile());
        builder.environment().put("TMPDIR", folder.toString());
        this.process = builder.start();
        this.from = process.inputReader(StandardCharsets.UTF_8);
        this.to = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Pebble's answers to a log, on a database in that directory. */
    List<String> answers(List<String> log, Path directory) throws IOException {
        Path lines = Files.write(folder.resolve("pebble.log"), log);
        Path answers = folder.resolve("pebble.answers");
        to.write(lines + " " + directory + " " + answers + "\n");
        to.flush();
        String said = from.readLine();
        if (!"done".equals(said)) {
            throw new AssertionError("Pebble: " + Files.readString(folder.resolve("pebble.errors")));
        }
        return Files.readAllLines(answers);
    }

    @Override
    public void close() throws IOException {
        to.close();
        from.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
