package dev.grantlake.vfs;

/** A lock on a file, held until it is closed. Thread-safe. */
@FunctionalInterface
public interface Lease extends AutoCloseable {

    /** A lease of something that nobody else can lock. */
    Lease NONE = () -> {};

    /** Gives the lock up; a second call does nothing. */
    @Override
    void close();
}
