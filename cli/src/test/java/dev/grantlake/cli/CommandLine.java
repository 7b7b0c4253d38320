package dev.grantlake.cli;

import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.Fixtures;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs commands in this process, as a shell would: words are parted by blanks, quotes keep them together. The clock
 * stands a minute after the samples were made.
 */
final class CommandLine {

    private static final Instant NOW = Instant.parse("2026-11-20T04:30:00Z");

    private CommandLine() {}

    /** What a command printed and how it ended. */
    record Result(ExitCode code, String out, String err) {}

    static Result run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                InputStream.nullInputStream(), out, err, false, () -> NOW, Optional.of(ZoneOffset.UTC), Map.of());
        ExitCode code = Main.run(List.of(words), console);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The words of a line; {@code SAMPLES} stands for the folder of the samples. */
    static String[] words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean open = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote == 0 ? c : 0;
                open = true;
            } else if (c == ' ' && quote == 0) {
                if (open) {
                    words.add(word.toString());
                }
                word.setLength(0);
                open = false;
            } else {
                word.append(c);
                open = true;
            }
        }
        if (open) {
            words.add(word.toString());
        }
        return words.stream().map(w -> w.replace("SAMPLES", samples())).toArray(String[]::new);
    }

    static String samples() {
        return Fixtures.projectRoot().resolve("samples").toString();
    }
}
