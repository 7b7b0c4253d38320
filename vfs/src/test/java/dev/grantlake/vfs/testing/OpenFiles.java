package dev.grantlake.vfs.testing;

import java.util.IdentityHashMap;

/** What was opened from a directory and not closed, and where it was opened. Thread-safe. */
final class OpenFiles {

    private final IdentityHashMap<Object, Opened> open = new IdentityHashMap<>();

    /** The stack of an open. */
    private static final class Opened extends Exception {

        private static final long serialVersionUID = 1L;

        Opened(String file) {
            super(file + " was opened here");
        }
    }

    synchronized int count() {
        return open.size();
    }

    synchronized void opened(Object file, String name) {
        open.put(file, new Opened(name));
    }

    synchronized void closed(Object file) {
        open.remove(file);
    }

    /** Fails if something is open. */
    synchronized void requireNone(String directory) {
        if (!open.isEmpty()) {
            AssertionError leak = new AssertionError(open.size() + " files of " + directory + " are open");
            open.values().forEach(leak::addSuppressed);
            throw leak;
        }
    }
}
