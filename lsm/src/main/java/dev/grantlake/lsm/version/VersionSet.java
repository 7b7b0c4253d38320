package dev.grantlake.lsm.version;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The versions of a database that is open for writing: the current one, those that somebody still needs, and the
 * manifest that tells how each came from the one before. Owns the files of tables. Thread-safe.
 *
 * <p>A session begins a manifest of its own with its first edit, and another one when that has grown large; the one
 * before is kept. An edit is on disk before anybody sees its version. When writing one fails, nobody knows whether it
 * is on disk; then every later edit fails with the same cause, nothing is deleted any more that could be needed, and
 * the next opening finds out. See {@code docs/formats/pebble-directory.md}, "Manifest".
 */
public final class VersionSet implements AutoCloseable {

    /**
     * What a version set is made with.
     *
     * @param files the files of the directory, which belong to the version set from now on
     * @param manifestBytes above this a new manifest is begun, if the old one is for the most part about tables that
     *     are gone
     * @param maxTables the most tables that a version may have
     */
    public record Settings(TableFiles files, long manifestBytes, int maxTables) {}

    private static final Location PLACE = Location.of("manifest", "version edit");

    private final WritableVfs directory;
    private final Settings settings;
    private final ObsoleteFiles obsolete;
    private final AtomicLong nextFileNumber;

    /** Held while an edit is made, so that each is made from the version of the last. */
    private final Object editing = new Object();

    /** Logs of this session that the manifest does not declare obsolete; guarded by itself. */
    private final NavigableSet<Long> logs = new TreeSet<>();

    private Marker marker;
    private @Nullable ManifestFile manifest;
    private @Nullable String previousManifest;
    private @Nullable StorageException failure;
    private boolean closed;

    /** Changed with the lock on this. */
    private volatile LiveVersion current;

    private VersionSet(WritableVfs directory, Version version, Marker marker, long nextFileNumber, Settings settings) {
        this.directory = directory;
        this.settings = settings;
        this.obsolete = new ObsoleteFiles(directory);
        this.marker = marker;
        this.nextFileNumber = new AtomicLong(nextFileNumber);
        this.current = new LiveVersion(version, settings.files(), obsolete);
    }

    /**
     * Goes on from a version that was read. Writes nothing yet.
     *
     * @param directory stays the caller's
     * @param marker the one that names the manifest of {@code version}
     * @param nextFileNumber greater than all numbers that are in use
     */
    public static VersionSet of(
            WritableVfs directory, Version version, Marker marker, long nextFileNumber, Settings settings) {
        return new VersionSet(directory, version, marker, nextFileNumber, settings);
    }

    /**
     * Begins a database without tables: writes its first manifest, and then the marker that makes the directory a
     * database. Both are on disk when this returns.
     *
     * @param manifestNumber greater than all numbers that are in use
     */
    public static VersionSet create(WritableVfs directory, long manifestNumber, Settings settings) {
        VersionBuilder builder =
                new VersionBuilder(directory.description() + "/" + FileName.ofManifest(manifestNumber), 0);
        builder.apply(new ManifestRecord(PLACE, 0, 1, List.of(new ManifestEdit.NextFileNumber(manifestNumber + 1))));
        Version version = builder.build();
        ManifestFile manifest = ManifestFile.create(directory, manifestNumber, version, manifestNumber + 1);
        try {
            manifest.force();
            directory.force();
            Marker marker = Marker.first(Marker.MANIFEST, manifest.name()).create(directory);
            VersionSet created = new VersionSet(directory, version, marker, manifestNumber + 1, settings);
            created.manifest = manifest;
            return created;
        } catch (RuntimeException | Error e) {
            try (manifest) {
                throw e;
            }
        }
    }

    /**
     * Writes a manifest that holds nothing but one version, and forces it; its name is not forced.
     *
     * @param number greater than those of all files of the version
     * @return the name of the manifest
     */
    public static String writeManifest(WritableVfs directory, long number, Version version) {
        try (ManifestFile manifest = ManifestFile.create(directory, number, version, number + 1)) {
            manifest.force();
            return manifest.name();
        }
    }

    /** The version of the last edit. Its tables can go at any time: who reads them pins it. */
    public Version current() {
        return current.version();
    }

    /** The current version, whose tables stay until the result is closed. */
    public synchronized PinnedVersion pin() {
        requireOpen();
        current.retain();
        return new PinnedVersion(current);
    }

    /** Where tables of this version are read. */
    public TableFiles files() {
        return settings.files();
    }

    /** A number that no file has or has had. */
    public long nextFileNumber() {
        return nextFileNumber.getAndIncrement();
    }

    /** A number for a log, which is deleted when an edit has declared it obsolete. */
    public long nextLogNumber() {
        long number = nextFileNumber();
        addLog(number);
        return number;
    }

    /** Has a log that is there already deleted when an edit has declared it obsolete. */
    public void addLog(long number) {
        synchronized (logs) {
            logs.add(number);
        }
    }

    /** Keeps files that become obsolete from now on until the result is closed: for whoever copies the directory. */
    public Lease holdFiles() {
        return obsolete.hold();
    }

    /** Why no edit can be made any more, or null if one can. */
    public @Nullable StorageException failure() {
        synchronized (editing) {
            return failure;
        }
    }

    /** As below, with nothing to do beside. */
    public Version apply(Function<? super Version, ? extends List<ManifestEdit>> edit) {
        return apply(edit, version -> {});
    }

    /**
     * Makes an edit. When this returns, it is on disk, and the version that it leads to is the current one.
     *
     * <p>{@code edit} is asked for the changes to the version that it is given, of which no other edit is being made
     * meanwhile: tables and backings to add and delete and, where they change, log number and last sequence number.
     * Without any nothing happens. Added here are the next file number, a last sequence number where the tables demand
     * a greater one, and the removal of backings that no table shows any more. Files of new tables must be forced;
     * their names are forced here.
     *
     * @param installed told of the new version while it is the current one, before the next edit is made
     * @return the current version
     * @throws StorageException of kind {@code CORRUPT} for changes that do not fit to the version: then nothing has
     *     happened. Whatever writing them throws; see {@link #abandon} for what becomes of new tables then
     */
    public Version apply(
            Function<? super Version, ? extends List<ManifestEdit>> edit, Consumer<? super Version> installed) {
        LiveVersion before;
        Version next;
        synchronized (editing) {
            requireSound();
            before = current;
            List<ManifestEdit> stated = edit.apply(before.version());
            if (stated.isEmpty()) {
                return before.version();
            }
            long newManifest = needsManifest(before.version()) ? nextFileNumber() : 0;
            VersionChange change = VersionChange.of(
                    before.version(), stated, nextFileNumber.get(), marker.value(), settings.maxTables());
            next = change.after();
            write(change, before.version(), newManifest);
            synchronized (this) {
                current = new LiveVersion(next, settings.files(), obsolete);
            }
            installed.accept(next);
        }
        before.release();
        obsolete.add(obsoleteLogs(next.counters().logNumber()));
        return next;
    }

    /**
     * Deletes the files of tables that were written for an edit that was not made. Where an edit has failed, it may be
     * on disk all the same; then they stay, and the next opening deletes them unless it needs them.
     */
    public void abandon(Collection<Long> tables) {
        synchronized (editing) {
            if (failure == null && !closed) {
                settings.files().discard(tables);
                obsolete.add(tables.stream().map(FileName::ofTable).toList());
            }
        }
    }

    /** Deletes files that an opening has found and that are not needed, now that an edit of this session is on disk. */
    public void deleteObsolete(List<String> names) {
        obsolete.add(names);
    }

    /** Closes all files, and leaves everything on disk as it is; a second call does nothing. */
    @Override
    public void close() {
        synchronized (editing) {
            if (closed) {
                return;
            }
            synchronized (this) {
                closed = true;
            }
            obsolete.stop();
            ManifestFile last = manifest;
            manifest = null;
            try {
                if (last != null) {
                    last.close();
                }
            } finally {
                settings.files().close();
            }
        }
    }

    private boolean needsManifest(Version version) {
        return manifest == null || manifest.outgrown(settings.manifestBytes(), version.tableCount());
    }

    /** Puts a change on disk; when that fails, so does everything from then on. */
    private void write(VersionChange change, Version before, long newManifest) {
        try {
            ManifestFile present = manifest;
            if (newManifest != 0 || present == null) {
                begin(newManifest, before, change.record());
            } else {
                if (change.hasNewFiles()) {
                    directory.force();
                }
                present.add(change.record());
                present.force();
            }
        } catch (StorageException e) {
            failure = e;
            throw e;
        }
    }

    private void begin(long number, Version before, List<ManifestEdit> record) {
        ManifestFile fresh = ManifestFile.create(directory, number, before, number + 1);
        try {
            fresh.add(record);
            fresh.force();
            // The names of the manifest and of new tables, before the marker makes them count.
            directory.force();
            String previous = marker.value();
            marker = marker.move(directory, fresh.name());
            ManifestFile old = manifest;
            manifest = fresh;
            if (old != null) {
                old.close();
            }
            if (previousManifest != null) {
                obsolete.add(List.of(previousManifest));
            }
            previousManifest = previous;
        } finally {
            if (manifest != fresh) {
                fresh.close();
            }
        }
    }

    private List<String> obsoleteLogs(long logNumber) {
        synchronized (logs) {
            NavigableSet<Long> below = logs.headSet(logNumber, false);
            List<String> names = below.stream().map(FileName::ofLog).toList();
            below.clear();
            return names;
        }
    }

    private void requireSound() {
        requireOpen();
        if (failure != null) {
            throw new StorageException(
                    StorageException.Kind.IO, where(), "cannot be written any more since a call has failed", failure);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, where(), "the database is closed", null);
        }
    }

    private Location where() {
        return Location.of(directory.description(), "manifest");
    }
}
