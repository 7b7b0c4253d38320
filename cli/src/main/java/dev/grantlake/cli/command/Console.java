package dev.grantlake.cli.command;

import dev.grantlake.cli.output.Cells;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What a command may know of its surroundings: where answers go, where remarks go, the clock and the environment. All
 * text is UTF-8, whatever the locale. Belongs to one thread.
 */
public final class Console {

    private static final int BUFFER_SIZE_BYTES = 1 << 16;

    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;
    private final InstantSource clock;
    private final Optional<ZoneId> zone;
    private final Map<String, String> environment;
    private final boolean ofProcess;
    private final long startNanos = System.nanoTime();

    /**
     * A console on these streams, which stay open.
     *
     * @param ofProcess whether {@code err} is that of the process, which may be a terminal
     * @param zone the zone of wall clocks, or empty for that of the system
     */
    public Console(
            InputStream in,
            OutputStream out,
            OutputStream err,
            boolean ofProcess,
            InstantSource clock,
            Optional<ZoneId> zone,
            Map<String, String> environment) {
        this.in = in;
        this.out = new BufferedOutputStream(out, BUFFER_SIZE_BYTES);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.ofProcess = ofProcess;
        this.clock = clock;
        this.zone = zone;
        this.environment = environment;
    }

    /** The same surroundings, with remarks among the answers instead of beside them. */
    public Console withRemarksInAnswer() {
        return new Console(in, out, out, false, clock, zone, environment);
    }

    /** What is given to the command beside its arguments. */
    public InputStream in() {
        return in;
    }

    /** Whether this is the console of the process, which may be interrupted. */
    public boolean ofProcess() {
        return ofProcess;
    }

    /** Where answers go; buffered, and flushed when the command has ended. */
    public OutputStream out() {
        return out;
    }

    /** Prints a piece of an answer. */
    public void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Prints a line of an answer, whatever is in it, as one line of a terminal.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public void printLine(String line) {
        try {
            print(Cells.oneLine(line) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints one line that is about the answer and not part of it, behind all of the answer so far. */
    public void remark(String line) throws IOException {
        out.flush();
        err.println(line);
    }

    /** Where remarks and errors go. */
    public PrintStream err() {
        return err;
    }

    /** Whether somebody watches {@link #err}. */
    public boolean errIsTerminal() {
        return ofProcess && Terminal.isStderr();
    }

    public InstantSource clock() {
        return clock;
    }

    /** The zone of the wall clocks that old files have their times from; empty for that of the system. */
    public Optional<ZoneId> zone() {
        return zone;
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** Where data goes that does not fit in memory. */
    public Path temporaryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Time since the command began. */
    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }
}
