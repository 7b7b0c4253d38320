package dev.grantlake.cli.command;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;

/**
 * Counts what long work has done, on one line of the terminal that it wipes at the end. Silent for the first second,
 * and always where stderr is not a terminal. Belongs to one thread.
 */
public final class Progress implements AutoCloseable {

    private static final long INTERVAL_NANOS = 1_000_000_000L;
    /** So many steps go by between two looks at the clock. */
    private static final int STEPS_PER_LOOK = 1 << 10;

    private final @Nullable PrintStream terminal;
    private final String unit;
    private long lastShownNanos = System.nanoTime();
    private long steps;
    private int shownLength;

    private Progress(@Nullable PrintStream terminal, String unit) {
        this.terminal = terminal;
        this.unit = unit;
    }

    /** Progress on the console's stderr, counted in {@code unit}. */
    public static Progress on(Console console, String unit) {
        return new Progress(console.errIsTerminal() ? console.err() : null, unit);
    }

    public void step() {
        if (++steps % STEPS_PER_LOOK == 0 && terminal != null) {
            long now = System.nanoTime();
            if (now - lastShownNanos >= INTERVAL_NANOS) {
                lastShownNanos = now;
                show(steps + " " + unit, terminal);
            }
        }
    }

    @Override
    public void close() {
        if (shownLength > 0 && terminal != null) {
            show("", terminal);
        }
    }

    private void show(String text, PrintStream terminal) {
        terminal.print(
                "\r" + text + " ".repeat(Math.max(0, shownLength - text.length())) + (text.isEmpty() ? "\r" : ""));
        terminal.flush();
        shownLength = text.length();
    }
}
