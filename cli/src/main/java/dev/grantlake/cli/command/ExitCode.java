package dev.grantlake.cli.command;

/** What the command tells its caller. */
public enum ExitCode {
    /** It did what was asked. */
    OK(0),
    /** It found something to report: a difference, a fault, or that what was asked for is not there. */
    FINDINGS(1),
    /** It could not read its input or write its output. */
    UNREADABLE(2),
    /** It was called in a way that it does not understand. */
    USAGE(64),
    /** A part of the program that it needs for this is not here. */
    MISSING(69),
    /** A fault of the program itself. */
    INTERNAL(70),
    /** The file that it should write is already there. */
    EXISTS(73);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
