package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.lsm.wal.LogReplay;
import dev.grantlake.lsm.wal.ReplayedLogs;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;

/**
 * Opens a directory for writing. Whatever ends it, at whatever point: the directory is a database that holds what it
 * held before, or none where there was none, and can be opened again. Belongs to one thread. The order of what it does
 * is in {@code docs/formats/pebble-directory.md}, "Opening for writing".
 */
public final class Opening {

    private static final int FORMAT_VERSION = DatabaseDirectory.MAX_FORMAT_VERSION;

    private final WritableVfs directory;
    private final OpeningOptions options;
    private final DirectoryNames names;

    private Opening(WritableVfs directory, OpeningOptions options) {
        this.directory = directory;
        this.options = options;
        this.names = DirectoryNames.of(directory);
    }

    /**
     * Opens the database of a directory, or makes one if there is none and the options say so. Its format version
     * becomes {@link DatabaseDirectory#MAX_FORMAT_VERSION}. Files of a database that it does not need are deleted,
     * others left alone.
     *
     * @param directory stays the caller's
     * @throws StorageException of kind {@code NOT_FOUND} if there is no database, {@code FAILED_PRECONDITION} if
     *     somebody else has it open, or if none can be made because parts of one are there; {@code CORRUPT} for damage,
     *     {@code UNSUPPORTED} for what cannot be read, or not be written, as values apart from their keys;
     *     {@code LIMIT_EXCEEDED} if a limit is passed
     */
    public static OpenedDirectory open(WritableVfs directory, OpeningOptions options) {
        if (options.missing() == OpeningOptions.Missing.FAIL) {
            // Before the lock, which would leave its file in a directory that is something else.
            requireDatabase(directory);
        }
        Lease lease = directory.lock(FileName.LOCK_FILE);
        try {
            Opening opening = new Opening(directory, options);
            return opening.names.hasMarker(Marker.MANIFEST) ? opening.recover(lease) : opening.create(lease);
        } catch (RuntimeException | Error e) {
            try (lease) {
                throw e;
            }
        }
    }

    private static void requireDatabase(WritableVfs directory) {
        if (!DirectoryNames.of(directory).hasMarker(Marker.MANIFEST)) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    Location.of(directory.description(), "manifest marker"),
                    "there is no database here",
                    null);
        }
    }

    private OpenedDirectory create(Lease lease) {
        names.requireNoContent();
        VersionSet versions = VersionSet.create(directory, names.nextNumber(), options.versionSettings(directory));
        try {
            Marker.ofFormatVersion(FORMAT_VERSION).create(directory);
            SessionOptions.write(directory, versions.nextFileNumber(), options.rewrite());
            versions.deleteObsolete(names.temporary());
            return new OpenedDirectory(lease, versions, Version.FIRST_SEQUENCE, List.of(), List.of());
        } catch (RuntimeException | Error e) {
            try (versions) {
                throw e;
            }
        }
    }

    private OpenedDirectory recover(Lease lease) {
        List<String> present = names.all();
        if (!names.hasMarker(Marker.FORMAT_VERSION)) {
            UnfinishedCreation.finish(directory, options.limits());
            present = directory.list();
        }
        DatabaseDirectory found =
                DatabaseDirectory.read(directory, present, SessionOptions.mergerName(options.rewrite()));
        OpeningOptions.Limits limits = options.limits();
        VersionBuilder.Replayed manifest = VersionBuilder.replay(
                directory,
                found.manifest(),
                limits.maxManifestBytes(),
                limits.maxTables(),
                Strictness.DAMAGE_IS_AN_ERROR);
        Version version = manifest.version();
        requireNoBlobFiles(version);
        version.requireFiles(directory);
        ReplayedLogs logs = LogReplay.replay(
                directory,
                found.logs(),
                version.counters().logNumber(),
                Strictness.DAMAGE_IS_AN_ERROR,
                limits.maxReplayedBytes());
        List<LogTail> tails = new ArrayList<>();
        if (manifest.droppedTail() != null) {
            tails.add(manifest.droppedTail());
        }
        tails.addAll(logs.unreadTails());
        // From here on files are written. What the new format version allows comes after its marker.
        raiseFormatVersion(found);
        return goOn(lease, found, version, logs, tails);
    }

    private OpenedDirectory goOn(
            Lease lease, DatabaseDirectory found, Version version, ReplayedLogs logs, List<LogTail> tails) {
        Marker marker = Marker.latest(found.markers(), Marker.MANIFEST, directory.description());
        long nextNumber = Math.max(version.counters().nextFileNumber(), names.nextNumber());
        VersionSet versions = VersionSet.of(directory, version, marker, nextNumber, options.versionSettings(directory));
        try {
            long nextSequence = Math.max(
                    Version.FIRST_SEQUENCE, Math.max(version.counters().lastSequence() + 1, logs.nextSequence()));
            new ReplayedFlush(directory, versions, options).run(logs.layers(), logNumber(found), nextSequence - 1);
            SessionOptions.write(directory, versions.nextFileNumber(), options.rewrite());
            versions.deleteObsolete(names.obsolete(found, versions.current()));
            return new OpenedDirectory(lease, versions, nextSequence, tails, logs.skipped());
        } catch (RuntimeException | Error e) {
            try (versions) {
                throw e;
            }
        }
    }

    /** Behind all logs that there are; that of this session gets a greater number. */
    private static long logNumber(DatabaseDirectory found) {
        long number = 1;
        for (DatabaseDirectory.LogFile log : found.logs()) {
            number = Math.max(number, log.number() + 1);
        }
        return number;
    }

    private void requireNoBlobFiles(Version version) {
        if (!version.blobFiles().isEmpty()) {
            throw StorageException.unsupported(
                    Location.of(directory.description(), "manifest"),
                    "values in files of their own, which are only read: blob file "
                            + FileName.padded(version.blobFiles().iterator().next()));
        }
    }

    private void raiseFormatVersion(DatabaseDirectory found) {
        if (found.formatVersion() < FORMAT_VERSION) {
            Marker.latest(found.markers(), Marker.FORMAT_VERSION, directory.description())
                    .move(directory, Marker.formatVersion(FORMAT_VERSION));
        }
    }
}
