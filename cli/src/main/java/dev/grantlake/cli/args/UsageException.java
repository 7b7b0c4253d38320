package dev.grantlake.cli.args;

/** A command line that cannot be understood; the message is one line for the user. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
