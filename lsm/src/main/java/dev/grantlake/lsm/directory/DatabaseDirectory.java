package dev.grantlake.lsm.directory;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A database directory as its file names describe it: which format version, which manifest, which logs. The first stage
 * of opening; the manifest takes over.
 *
 * @param description the directory as error messages name it
 * @param formatVersion the format major version, {@link #MIN_FORMAT_VERSION} to {@link #MAX_FORMAT_VERSION}
 * @param manifest the file name of the manifest in force; nothing says yet that the file exists
 * @param optionsFile the file name of the newest options file, or null if there is none
 * @param markers the file names of the markers that count
 * @param logs all write-ahead logs, by number and segment
 */
public record DatabaseDirectory(
        String description,
        int formatVersion,
        String manifest,
        @Nullable String optionsFile,
        List<String> markers,
        List<LogFile> logs) {

    /** The oldest format version that is read, that of Pebble's minimum. */
    public static final int MIN_FORMAT_VERSION = 13;

    /** The newest format version that is known. */
    public static final int MAX_FORMAT_VERSION = 24;

    /** Far more than any options file, which has three kilobytes. */
    private static final int MAX_OPTIONS_BYTES = 256 << 10;

    /** One file of a write-ahead log. */
    public record LogFile(String name, long number, int segment) {}

    public DatabaseDirectory {
        markers = List.copyOf(markers);
        logs = List.copyOf(logs);
    }

    /**
     * Reads the names and the newest options file.
     *
     * @throws StorageException of kind {@code NOT_FOUND} if there is no database, {@code UNSUPPORTED} for a format
     *     version, order of keys or log directory that is not supported, {@code CORRUPT} for a name that begins like a
     *     marker and is none
     */
    public static DatabaseDirectory read(Vfs directory) {
        return read(directory, OptionsFile.MERGER);
    }

    /** As {@link #read(Vfs)}, for a reader whose merging of operands has that name. */
    public static DatabaseDirectory read(Vfs directory, String merger) {
        return read(directory, directory.list(), merger);
    }

    /** As {@link #read(Vfs, String)}, for whoever has listed the directory already. */
    public static DatabaseDirectory read(Vfs directory, List<String> names, String merger) {
        List<Marker> markers = new ArrayList<>();
        List<LogFile> logs = new ArrayList<>();
        String optionsFile = null;
        long optionsNumber = -1;
        for (String name : names) {
            FileName parsed = FileName.parse(name);
            switch (parsed.kind()) {
                case MARKER -> markers.add(Marker.parse(name, directory.description()));
                case LOG -> logs.add(new LogFile(name, parsed.number(), parsed.segment()));
                case OPTIONS -> {
                    if (parsed.number() > optionsNumber) {
                        optionsNumber = parsed.number();
                        optionsFile = name;
                    }
                }
                default -> {}
            }
        }
        logs.sort(Comparator.comparingLong(LogFile::number).thenComparingInt(LogFile::segment));
        Marker manifest = manifest(markers, directory);
        Marker formatVersion = formatVersion(markers, directory);
        if (optionsFile != null) {
            readOptions(directory, optionsFile).requireReadable(merger);
        }
        return new DatabaseDirectory(
                directory.description(),
                (int) FileName.unsignedDecimal(formatVersion.value()),
                manifest.value(),
                optionsFile,
                List.of(formatVersion.fileName(), manifest.fileName()),
                logs);
    }

    /**
     * Takes the lock of a directory for reading, if it has one; none is made. Pebble takes it for itself for every
     * open, also for reading, so its processes are kept out, and keep us out.
     *
     * @return the lock, which the caller closes
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if another process has it for itself
     */
    public static Lease share(Vfs directory) {
        return directory.exists(FileName.LOCK_FILE) ? directory.share(FileName.LOCK_FILE) : Lease.NONE;
    }

    /** Reads an options file whole. */
    public static OptionsFile readOptions(Vfs directory, String name) {
        try (ReadableFile file = directory.open(name)) {
            if (file.size() > MAX_OPTIONS_BYTES) {
                throw StorageException.limit(
                        Location.of(file.description(), "options"),
                        file.size() + " bytes, at most " + MAX_OPTIONS_BYTES + " are read");
            }
            return OptionsFile.parse(file.read(0, (int) file.size()), file.description());
        }
    }

    private static Marker manifest(List<Marker> markers, Vfs directory) {
        Marker marker = Marker.latest(markers, Marker.MANIFEST);
        if (marker == null) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    Location.of(directory.description(), "manifest marker"),
                    "there is no database here",
                    null);
        }
        if (FileName.parse(marker.value()).kind() != FileKind.MANIFEST) {
            throw StorageException.corrupt(
                    Location.of(directory.description(), "manifest marker"), "the name of a manifest", marker.value());
        }
        return marker;
    }

    private static Marker formatVersion(List<Marker> markers, Vfs directory) {
        Location where = Location.of(directory.description(), "format version marker");
        Marker marker = Marker.latest(markers, Marker.FORMAT_VERSION);
        if (marker == null) {
            throw StorageException.corrupt(where, "one", "none");
        }
        long version = FileName.unsignedDecimal(marker.value());
        if (version < 0) {
            throw StorageException.corrupt(where, "a number", marker.value());
        }
        if (version < MIN_FORMAT_VERSION || version > MAX_FORMAT_VERSION) {
            throw StorageException.unsupported(
                    where,
                    "format version " + version + ", supported are " + MIN_FORMAT_VERSION + " to "
                            + MAX_FORMAT_VERSION);
        }
        return marker;
    }
}
