package dev.grantlake.lsm.directory;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of the session that wrote a directory: sections of {@code key=value} lines. Only what decides whether
 * the data can be read is looked at; everything else, unknown sections included, is carried along for display.
 *
 * <pre>
 * [Options]
 *   comparer=leveldb.BytewiseComparator      how keys are ordered: must be ours
 *   merger=pebble.concatenate                how merge operands join: must be ours, or nullptr for none
 *   wal_dir=                                 where the logs lie: must be this directory
 * [WAL Failover]
 *   secondary_dir=                           where else logs may lie: must be nowhere
 * </pre>
 *
 * Lines are trimmed; empty ones and those that begin with {@code ;} or {@code #} say nothing. See
 * {@code docs/formats/pebble-directory.md}, "Options".
 *
 * @param file the file as error messages name it
 * @param entries all settings, in file order
 */
public record OptionsFile(String file, List<Entry> entries) {

    /** The order of keys that this engine knows: unsigned bytes. */
    public static final String COMPARER = "leveldb.BytewiseComparator";

    /** The merging of operands that this engine knows: joined, oldest first. */
    public static final String MERGER = "pebble.concatenate";

    /**
     * Any other merging, which is the business of the program that writes the directory: nobody else reads it, so that
     * nobody joins operands in another way than they are meant.
     */
    public static final String OTHER_MERGER = "grantlake.merger";

    private static final String NO_MERGER = "nullptr";
    private static final String OPTIONS_SECTION = "Options";
    private static final String ROCKSDB_SECTION = "CFOptions \"default\"";
    private static final String FAILOVER_SECTION = "WAL Failover";

    /**
     * One setting.
     *
     * @param section the section it stands in, empty before the first
     * @param line counted from 1
     */
    public record Entry(String section, String key, String value, int line) {}

    public OptionsFile {
        entries = List.copyOf(entries);
    }

    /**
     * Parses the text.
     *
     * @throws StorageException of kind {@code CORRUPT} for a line that is neither section nor setting
     */
    public static OptionsFile parse(Bytes text, String file) {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        int number = 0;
        // The lines are walked one by one, since a split would hold an object for every line feed of a hostile file.
        String all = text.toUtf8();
        for (int from = 0; from < all.length(); ) {
            int end = all.indexOf('\n', from);
            end = end < 0 ? all.length() : end;
            String line = all.substring(from, end).strip();
            from = end + 1;
            number++;
            if (line.isEmpty() || line.charAt(0) == ';' || line.charAt(0) == '#') {
                continue;
            }
            if (line.charAt(0) == '[' && line.charAt(line.length() - 1) == ']') {
                section = line.substring(1, line.length() - 1);
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw StorageException.corrupt(
                        Location.of(file, "line " + number), "a section or key=value", "neither");
            }
            String key = line.substring(0, equals).strip();
            entries.add(new Entry(
                    section.equals(ROCKSDB_SECTION) ? OPTIONS_SECTION : section,
                    section.equals(ROCKSDB_SECTION) ? inPebblesWords(key) : key,
                    line.substring(equals + 1).strip(),
                    number));
        }
        return new OptionsFile(file, entries);
    }

    /**
     * Refuses what this engine could not read rightly.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for another order of keys, another merging, or logs in
     *     another directory
     */
    public void requireReadable() {
        requireReadable(MERGER);
    }

    /** As {@link #requireReadable()}, for a reader whose merging has that name. */
    public void requireReadable(String merger) {
        for (Entry entry : entries) {
            String value = entry.value;
            if (entry.section.equals(OPTIONS_SECTION)) {
                switch (entry.key) {
                    case "comparer" -> require(value.equals(COMPARER), entry, COMPARER);
                    case "merger" -> require(value.equals(merger) || value.equals(NO_MERGER), entry, merger);
                    case "wal_dir" -> require(value.isEmpty(), entry, "the directory itself");
                    default -> {}
                }
            } else if (entry.section.equals(FAILOVER_SECTION) && entry.key.equals("secondary_dir")) {
                require(value.isEmpty(), entry, "no second directory");
            }
        }
    }

    private static String inPebblesWords(String rocksDbKey) {
        return switch (rocksDbKey) {
            case "comparator" -> "comparer";
            case "merge_operator" -> "merger";
            default -> rocksDbKey;
        };
    }

    private void require(boolean met, Entry entry, String supported) {
        if (!met) {
            throw StorageException.unsupported(
                    Location.of(file, "line " + entry.line),
                    entry.key + " must be " + supported + ", found " + entry.value);
        }
    }
}
