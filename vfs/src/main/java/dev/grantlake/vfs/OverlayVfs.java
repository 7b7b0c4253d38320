package dev.grantlake.vfs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A directory that is read-only below and can be changed above: what is created, written, renamed and deleted lies in
 * the upper directory or in the names that this one keeps, and nothing below is touched. Both directories stay their
 * owners', must outlive this one, and must not be changed past it. Thread-safe.
 *
 * <p>Which names are deleted, and which files below have new ones, is known to this object alone: it ends with it, and
 * a loss of power leaves no more than the files of the upper directory.
 */
public final class OverlayVfs implements WritableVfs {

    /** Where the content of a name lies. */
    private record Place(Vfs directory, String name) {}

    private final Vfs lower;
    private final WritableVfs upper;
    private final MemoryLeases leases;
    private final Map<String, Place> places = new TreeMap<>(FileNames.ORDER);
    private boolean closed;

    /** All files of both; where both have a name, that of {@code upper} is shown. */
    public OverlayVfs(Vfs lower, WritableVfs upper) {
        this.lower = lower;
        this.upper = upper;
        this.leases = new MemoryLeases(lower.description());
        for (String name : lower.list()) {
            places.put(name, new Place(lower, name));
        }
        for (String name : upper.list()) {
            places.put(name, new Place(upper, name));
        }
    }

    /**
     * The name that a file has in {@code directory}, if that is where its content lies: the lower one of this overlay,
     * or of another one that the file was linked from. {@code NOT_FOUND} as {@link #open}.
     */
    public Optional<String> nameIn(Vfs directory, String name) {
        Place place = place(name);
        return place.directory() == directory ? Optional.of(place.name()) : Optional.empty();
    }

    @Override
    public String description() {
        return lower.description();
    }

    @Override
    public synchronized List<String> list() {
        requireOpen();
        return List.copyOf(places.keySet());
    }

    @Override
    public ReadableFile open(String name) {
        Place place = place(name);
        return place.directory().open(place.name());
    }

    @Override
    public long size(String name) {
        Place place = place(name);
        return place.directory().size(place.name());
    }

    @Override
    public synchronized boolean exists(String name) {
        requirePlain(name);
        return places.containsKey(name);
    }

    @Override
    public void prefetch(String name) {
        Place place;
        synchronized (this) {
            place = places.get(name);
        }
        if (place != null) {
            place.directory().prefetch(place.name());
        }
    }

    @Override
    public synchronized WritableFile createFile(String name) {
        requireFree(name);
        WritableFile file = upper.createFile(name);
        places.put(name, new Place(upper, name));
        return file;
    }

    @Override
    public synchronized void rename(String from, String to) {
        requirePlain(to);
        Place moved = place(from);
        Place replaced = places.get(to);
        if (moved.equals(replaced)) {
            return;
        }
        if (moved.directory() == upper) {
            upper.rename(from, to);
            places.put(to, new Place(upper, to));
            if (upper.exists(from)) {
                return;
            }
        } else {
            if (replaced != null && replaced.directory() == upper) {
                upper.delete(to);
            }
            places.put(to, moved);
        }
        places.remove(from);
    }

    @Override
    public synchronized void delete(String name) {
        if (place(name).directory() == upper) {
            upper.delete(name);
        }
        places.remove(name);
    }

    @Override
    public synchronized void force() {
        requireOpen();
        upper.force();
    }

    /** A file below stays as safe as its owner has made it. */
    @Override
    public synchronized void force(String name) {
        Place place = place(name);
        if (place.directory() == upper) {
            upper.force(place.name());
        }
    }

    /** A file below this or another overlay gets another name only, and takes no room. */
    @Override
    public void linkOrCopy(Vfs source, String from, String to) {
        Place place = source instanceof OverlayVfs overlay ? overlay.place(from) : new Place(source, from);
        boolean settled = source instanceof OverlayVfs overlay && place.directory() != overlay.upper;
        synchronized (this) {
            requireFree(to);
            if (settled) {
                places.put(to, place);
            } else {
                upper.linkOrCopy(place.directory(), place.name(), to);
                places.put(to, new Place(upper, to));
            }
        }
    }

    /** Within this process: nobody else has this directory. */
    @Override
    public synchronized Lease lock(String name) {
        requirePlain(name);
        Lease lease = leases.lock(name);
        if (!places.containsKey(name)) {
            try {
                createFile(name).close();
            } catch (RuntimeException | Error e) {
                lease.close();
                throw e;
            }
        }
        return lease;
    }

    @Override
    public Lease share(String name) {
        place(name);
        return leases.share(name);
    }

    @Override
    public synchronized long freeBytes() {
        requireOpen();
        return upper.freeBytes();
    }

    /** Ends this view of the two directories, which keep their files; those that are open stay open. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private synchronized Place place(String name) {
        requirePlain(name);
        Place place = places.get(name);
        if (place == null) {
            throw FileNames.notFound(description() + "/" + name);
        }
        return place;
    }

    private void requireFree(String name) {
        requirePlain(name);
        if (places.containsKey(name)) {
            throw FileNames.alreadyExists(description() + "/" + name);
        }
    }

    private void requirePlain(String name) {
        requireOpen();
        FileNames.requirePlain(description(), name);
    }

    private void requireOpen() {
        if (closed) {
            throw FileNames.closed(description(), "directory");
        }
    }
}
