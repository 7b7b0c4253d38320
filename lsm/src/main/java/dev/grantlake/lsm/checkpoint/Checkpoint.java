package dev.grantlake.lsm.checkpoint;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.Destination;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.version.PinnedVersion;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What an open database consists of at one moment: its version, its options, and its logs up to where they ended then.
 * None of that goes until this is closed, so it can be copied while the database is written. Belongs to one thread;
 * whoever made it closes it, before the database. Order of writing: {@code docs/formats/pebble-directory.md},
 * "Checkpoints".
 *
 * <pre>
 * try (Checkpoint checkpoint = Checkpoint.of(directory, versions)) {   while nobody writes
 *     checkpoint.writeTo(destination);                                 whoever writes
 * }
 * </pre>
 */
public final class Checkpoint implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 20;

    private final Vfs source;
    private final PinnedVersion pinned;
    private final Lease hold;
    private final List<Log> logs;
    private final @Nullable String optionsFile;
    private final long manifestNumber;
    private final long spareNumber;

    /** A log and how much of it counts. */
    private record Log(String name, long length) {}

    private Checkpoint(Vfs source, VersionSet versions, PinnedVersion pinned, Lease hold) {
        this.source = source;
        this.pinned = pinned;
        this.hold = hold;
        List<String> names = source.list();
        this.logs = logs(source, names, pinned.version().counters().logNumber());
        this.optionsFile = newestOptions(names);
        this.spareNumber = versions.nextFileNumber();
        this.manifestNumber = versions.nextFileNumber();
    }

    /**
     * Notes the present moment. Nothing is committed or replaced meanwhile, and what was committed is written to its
     * log, forced or not.
     *
     * @param source the directory of the database
     */
    public static Checkpoint of(Vfs source, VersionSet versions) {
        Lease hold = versions.holdFiles();
        try {
            return of(source, versions, hold);
        } catch (RuntimeException | Error e) {
            try (hold) {
                throw e;
            }
        }
    }

    private static Checkpoint of(Vfs source, VersionSet versions, Lease hold) {
        PinnedVersion pinned = versions.pin();
        try {
            return new Checkpoint(source, versions, pinned, hold);
        } catch (RuntimeException | Error e) {
            try (pinned) {
                throw e;
            }
        }
    }

    /**
     * Makes a database of it. The last thing that is written is the marker without which there is none.
     *
     * @param destination empty; stays the caller's
     * @throws dev.grantlake.base.StorageException of kind {@code FAILED_PRECONDITION} if it is not empty; {@code IO}.
     *     Then what was written is deleted, as far as the system lets it
     */
    public void writeTo(WritableVfs destination) {
        Destination.fill(destination, () -> write(destination));
    }

    private void write(WritableVfs destination) {
        if (optionsFile != null) {
            copy(optionsFile, source.size(optionsFile), destination);
        }
        for (long file : pinned.version().files().keySet()) {
            String name = FileName.ofTable(file);
            destination.linkOrCopy(source, name, name);
        }
        for (Log log : logs) {
            copy(log.name, log.length, destination);
        }
        if (logs.isEmpty()) {
            // Pebble writes no manifest of its own when it opens a database without a log, and cannot copy it then.
            write(destination, FileName.ofLog(spareNumber), Bytes.EMPTY);
        }
        String manifest = VersionSet.writeManifest(destination, manifestNumber, pinned.version());
        Marker.ofFormatVersion(DatabaseDirectory.MAX_FORMAT_VERSION).create(destination);
        Marker.first(Marker.MANIFEST, manifest).create(destination);
    }

    private void copy(String name, long length, WritableVfs destination) {
        try (ReadableFile original = source.open(name);
                ForcedSink copy = new ForcedSink(destination, name)) {
            for (long done = 0; done < length; done += CHUNK_BYTES) {
                copy.write(original.read(done, (int) Math.min(CHUNK_BYTES, length - done)));
            }
            copy.finish();
        }
    }

    private static void write(WritableVfs destination, String name, Bytes content) {
        try (ForcedSink file = new ForcedSink(destination, name)) {
            file.write(content);
            file.finish();
        }
    }

    private static List<Log> logs(Vfs source, List<String> names, long logNumber) {
        List<Log> logs = new ArrayList<>();
        for (String name : names) {
            FileName parsed = FileName.parse(name);
            if (parsed.kind() == FileKind.LOG && parsed.number() >= logNumber) {
                logs.add(new Log(name, length(source, name, parsed.number())));
            }
        }
        return logs;
    }

    /** Where the last record ends: behind it there may be room that was made ahead. */
    private static long length(Vfs source, String name, long number) {
        try (ReadableFile file = source.open(name)) {
            LogReader reader = LogReader.ofWal(file, number, Integer.MAX_VALUE);
            LogRecord record = reader.next();
            while (record != null) {
                record = reader.next();
            }
            return reader.end().dropFrom();
        }
    }

    private static @Nullable String newestOptions(List<String> names) {
        String newest = null;
        long number = -1;
        for (String name : names) {
            FileName parsed = FileName.parse(name);
            if (parsed.kind() == FileKind.OPTIONS && parsed.number() > number) {
                number = parsed.number();
                newest = name;
            }
        }
        return newest;
    }

    /** Lets go of the files; a second call does nothing. */
    @Override
    public void close() {
        try (hold) {
            pinned.close();
        }
    }
}
