package dev.grantlake.lsm.directory;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

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
        return new Marker(PREFIX + name + "." + FileName.padded(1) + "." + value, name, 1, value);
    }

    /** The first marker of the format version {@code version}. */
    public static Marker ofFormatVersion(int version) {
        return first(FORMAT_VERSION, String.format(Locale.ROOT, "%03d", version));
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
