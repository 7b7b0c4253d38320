package dev.grantlake.cli;

import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandFamily;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the program says of itself: the list of commands, and its version. */
final class Overview {

    private static final String TAIL = """

            A principal or a resource is written TYPE/ID, split at the first slash. An argument that starts with a dash
            goes behind "--". Every command takes --help, which shows its options and examples.

            exit codes: 0 ok, 1 not found, or findings to report, 2 unreadable input, 64 wrong usage
            """;

    private Overview() {}

    static String text() {
        StringBuilder text = new StringBuilder("grantlake: who has access to what, and why\n\n");
        text.append("usage: grantlake COMMAND FILE [ARGUMENTS] [OPTIONS]\n\ncommands:\n");
        list(Commands.ALL, text);
        list(Commands.GROUPS, text);
        list(Plugins.KNOWN, text);
        return text.append(TAIL).toString();
    }

    static String of(CommandFamily family) {
        StringBuilder text = new StringBuilder();
        text.append("grantlake ").append(family.name()).append(": ").append(family.summary());
        text.append("\n\nusage: grantlake ").append(family.name()).append(" COMMAND DIR [ARGUMENTS] [OPTIONS]\n\n");
        text.append(family.description()).append("\ncommands:\n");
        list(family.commands(), text);
        return text.append("\nEvery command takes --help, which shows its options and examples.\n")
                .toString();
    }

    private static void list(List<CommandEntry> commands, StringBuilder text) {
        for (CommandEntry entry : commands) {
            text.append("  ").append(entry.name());
            text.append(" ".repeat(16 - entry.name().length()));
            text.append(entry.summary()).append('\n');
        }
    }

    static String version() {
        return "grantlake " + resource() + " (Java " + Runtime.version() + ")\n";
    }

    private static String resource() {
        try (InputStream in = Overview.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IllegalStateException("no resource version.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource version.txt", e);
        }
    }
}
