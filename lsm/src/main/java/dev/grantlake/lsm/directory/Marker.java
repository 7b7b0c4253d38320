package dev.grantlake.lsm.directory;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * One value kept in the name of an empty file: {@code marker.<name>.<iteration>.<value>}. A value changes by creating
 * the file of the next iteration, so the highest iteration is the one that counts, whatever else a crash left behind.
 *
 * <pre>
 * marker.format-version.000011.024
 * marker.manifest.000002.MANIFEST-000172
 *        |        |      what it says; may contain dots
 *        |        how often it was moved, unsigned decimal of any width
 *        what it is about; no dots
 * </pre>
 *
 * See {@code docs/formats/pebble-directory.md}, "Markers".
 *
 * @param fileName the whole of it
 * @param name what the marker is about
 * @param iteration how often it was moved
 * @param value what it says
 */
public record Marker(String fileName, String name, long iteration, String value) {

    /** How the names of all markers begin. */
    public static final String PREFIX = "marker.";

    /** The marker that holds the format version. */
    public static final String FORMAT_VERSION = "format-version";

    /** The marker that names the manifest in force. */
    public static final String MANIFEST = "manifest";

    /**
     * Takes a file name that begins with {@link #PREFIX} apart.
     *
     * @throws StorageException of kind {@code CORRUPT} if it does not follow the grammar
     */
    public static Marker parse(String fileName, String directory) {
        int nameEnd = fileName.indexOf('.', PREFIX.length());
        int iterationEnd = nameEnd < 0 ? -1 : fileName.indexOf('.', nameEnd + 1);
        if (iterationEnd >= 0) {
            long iteration = FileName.unsignedDecimal(fileName.substring(nameEnd + 1, iterationEnd));
            if (iteration >= 0) {
                return new Marker(
                        fileName,
                        fileName.substring(PREFIX.length(), nameEnd),
                        iteration,
                        fileName.substring(iterationEnd + 1));
            }
        }
        throw StorageException.corrupt(
                Location.of(directory, "marker"), "marker.<name>.<iteration>.<value>", "a file named " + fileName);
    }

    /** The marker of the first iteration, as a database has it that was written in one go. */
    public static Marker first(String name, String value) {
        return of(name, 1, value);
    }

    /** The first marker of the format version {@code version}. */
    public static Marker ofFormatVersion(int version) {
        return first(FORMAT_VERSION, formatVersion(version));
    }

    /** A format version as its marker has it. */
    public static String formatVersion(int version) {
        return String.format(Locale.ROOT, "%03d", version);
    }

    private static Marker of(String name, long iteration, String value) {
        return new Marker(PREFIX + name + "." + FileName.padded(iteration) + "." + value, name, iteration, value);
    }

    /** Creates the file. It is on disk when this returns, and with it all other names of the directory. */
    public Marker create(WritableVfs directory) {
        directory.createFile(fileName).close();
        directory.force();
        return this;
    }

    /**
     * Has the marker say something else. On disk is the old value or the new one at any moment, and the new one when
     * this returns, with all other names of the directory; whatever the new one names must be on disk before, its name
     * included.
     *
     * <p>Pebble removes the old file before it forces the directory. Where names are forgotten one by one, that could
     * leave neither.
     *
     * @return the marker that counts from now on
     */
    public Marker move(WritableVfs directory, String newValue) {
        Marker moved = of(name, iteration + 1, newValue).create(directory);
        try {
            directory.delete(fileName);
        } catch (StorageException e) {
            // It does no harm, and the next opening removes it.
        }
        return moved;
    }

    /**
     * The marker about {@code name} that counts, of all names in a directory.
     *
     * @throws StorageException of kind {@code CORRUPT} if there is none, or a name that begins like a marker is none
     */
    public static Marker latest(Collection<String> fileNames, String name, String directory) {
        List<Marker> markers = new ArrayList<>();
        for (String fileName : fileNames) {
            if (fileName.startsWith(PREFIX)) {
                markers.add(parse(fileName, directory));
            }
        }
        Marker latest = latest(markers, name);
        if (latest == null) {
            throw StorageException.corrupt(Location.of(directory, name + " marker"), "one", "none");
        }
        return latest;
    }

    /** Of those about {@code name} the one moved most often, the first of them on a tie; null if there is none. */
    static @Nullable Marker latest(List<Marker> markers, String name) {
        Marker latest = null;
        for (Marker marker : markers) {
            if (marker.name.equals(name) && (latest == null || marker.iteration > latest.iteration)) {
                latest = marker;
            }
        }
        return latest;
    }
}
