package dev.grantlake.cli.output;

import java.io.IOException;

/** Prints rows as they come, in bounded memory. Belongs to one thread; does not close its stream. */
public interface RowSink<T> {

    void row(T row) throws IOException;

    /**
     * Prints what is still held back; no row comes after it.
     *
     * @param nextToken where the rows go on, or empty text if they do not
     */
    void end(String nextToken) throws IOException;
}
