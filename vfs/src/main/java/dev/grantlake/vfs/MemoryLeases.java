package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.HashMap;
import java.util.Map;

/** Who has locked which file of a directory that only this process sees. Thread-safe. */
final class MemoryLeases {

    private static final int EXCLUSIVE = -1;

    private final String directory;
    /** How many share a file, or {@link #EXCLUSIVE}. */
    private final Map<String, Integer> held = new HashMap<>();

    MemoryLeases(String directory) {
        this.directory = directory;
    }

    synchronized Lease share(String name) {
        int sharing = held.getOrDefault(name, 0);
        if (sharing == EXCLUSIVE) {
            throw refused(name);
        }
        held.put(name, sharing + 1);
        return new MemoryLease(name);
    }

    synchronized Lease lock(String name) {
        if (held.putIfAbsent(name, EXCLUSIVE) != null) {
            throw refused(name);
        }
        return new MemoryLease(name);
    }

    private StorageException refused(String name) {
        return new StorageException(
                StorageException.Kind.FAILED_PRECONDITION,
                Location.of(directory + "/" + name, "lock"),
                "held by this process",
                null);
    }

    private synchronized void giveUp(String name) {
        held.computeIfPresent(name, (key, sharing) -> sharing <= 1 ? null : sharing - 1);
    }

    private final class MemoryLease implements Lease {

        private final String name;
        private boolean given;

        MemoryLease(String name) {
            this.name = name;
        }

        @Override
        public synchronized void close() {
            if (!given) {
                given = true;
                giveUp(name);
            }
        }
    }
}
