package dev.grantlake.lsm.version;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tables of a database at one moment, with the counters that go with them: what applying a manifest gives and what
 * cursors read. Immutable.
 */
public final class Version {

    /** Levels of every version. */
    public static final int LEVELS = 7;

    /** Pebble gives numbers to commits from here on; smaller ones are kept for data older than all commits. */
    public static final long FIRST_SEQUENCE = 10;

    private static final int MAX_LISTED_PROBLEMS = 10;

    private final List<Level> levels;
    private final List<SortedRun> runs;
    private final SortedMap<Long, Long> files;
    private final SortedMap<Long, Long> backings;
    private final Set<Long> blobFiles;
    private final Counters counters;

    /**
     * The counters of a version.
     *
     * @param logNumber logs below this number hold nothing that the tables do not; 0 if not stated
     * @param nextFileNumber a lower bound of the next file's number; 0 if not stated
     * @param lastSequence the greatest sequence number of any key in a table
     */
    public record Counters(long logNumber, long nextFileNumber, long lastSequence) {}

    /**
     * A version of these tables.
     *
     * @param levels all seven, each in its order
     * @param files the exact size of each file that a table lies in, in bytes, by number
     * @param backings those of them that virtual tables show ranges of, and others that none shows any more
     * @param blobFiles the numbers of files of values, which are only counted here
     */
    Version(
            List<Level> levels,
            Map<Long, Long> files,
            Map<Long, Long> backings,
            Set<Long> blobFiles,
            Counters counters) {
        this.levels = List.copyOf(levels);
        this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        this.backings = Collections.unmodifiableSortedMap(new TreeMap<>(backings));
        this.blobFiles = Set.copyOf(blobFiles);
        this.counters = counters;
        this.runs = runsOf(levels);
    }

    /** Levels 0 to 6. */
    public List<Level> levels() {
        return levels;
    }

    /**
     * The runs that reads merge, newest first: the sublevels of level 0 from the highest down, then the levels below.
     */
    public List<SortedRun> runs() {
        return runs;
    }

    /** The exact size of each file that a table lies in, in bytes, by number. */
    public SortedMap<Long, Long> files() {
        return files;
    }

    /** The exact size of each file that is known as the backing of virtual tables, in bytes, by number. */
    SortedMap<Long, Long> backings() {
        return backings;
    }

    /** The numbers of files that hold values apart from their keys, whether a table refers to them or not. */
    public Set<Long> blobFiles() {
        return blobFiles;
    }

    /** How many tables there are in all levels. */
    public int tableCount() {
        int count = 0;
        for (Level level : levels) {
            count += level.tables().size();
        }
        return count;
    }

    public Counters counters() {
        return counters;
    }

    /** The tables whose point keys or range deletions can lie in {@code range}, newest run first. */
    public List<TableMetadata> tablesIn(KeyRange range) {
        List<TableMetadata> tables = new ArrayList<>();
        for (SortedRun run : runs) {
            for (TableMetadata table : run.tables()) {
                if (table.points() != null && table.points().overlaps(range)) {
                    tables.add(table);
                }
            }
        }
        return tables;
    }

    /**
     * Checks that every file is there and as large as the manifest says; their content is not looked at.
     *
     * @throws StorageException of kind {@code CORRUPT} that lists the first of those that are not
     */
    public void requireFiles(Vfs directory) {
        List<String> problems = new ArrayList<>();
        int count = 0;
        for (Map.Entry<Long, Long> file : files.entrySet()) {
            String name = FileName.ofTable(file.getKey());
            String problem = problem(directory, name, file.getValue());
            if (problem == null) {
                continue;
            }
            count++;
            if (problems.size() < MAX_LISTED_PROBLEMS) {
                problems.add(problem);
            }
        }
        if (count > 0) {
            throw StorageException.corrupt(
                    Location.of(directory.description(), "tables"),
                    "every file that the manifest lists",
                    count + " that are not as listed: " + String.join(", ", problems)
                            + (count > problems.size() ? ", …" : ""));
        }
    }

    /** One look at each file: there may be thousands. */
    private static @Nullable String problem(Vfs directory, String name, long expected) {
        long size;
        try {
            size = directory.size(name);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.NOT_FOUND && e.kind() != StorageException.Kind.UNSUPPORTED) {
                throw e;
            }
            return name + " is missing";
        }
        return size == expected ? null : name + " has " + size + " bytes instead of " + expected;
    }

    private static List<SortedRun> runsOf(List<Level> levels) {
        List<SortedRun> runs = new ArrayList<>();
        List<List<TableMetadata>> sublevels = Sublevels.of(levels.get(0).tables());
        for (int sublevel = sublevels.size() - 1; sublevel >= 0; sublevel--) {
            runs.add(new SortedRun(0, sublevel, sublevels.get(sublevel)));
        }
        for (Level level : levels.subList(1, LEVELS)) {
            if (!level.tables().isEmpty()) {
                runs.add(new SortedRun(level.number(), 0, level.tables()));
            }
        }
        return List.copyOf(runs);
    }
}
