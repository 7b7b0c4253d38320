package dev.grantlake.lsm.version;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.inspect.DirectoryDump;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.sstable.WrittenTable;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * Runs a version set from lines of words:
 *
 * <pre>
 * edit add 6 a c 11 ; log 9         an edit: a table of a and c at 11 in level 6, numbered from the counter
 * edit delete 6 4 ; back 4 ; cut 6 a b 11 4
 *                                   a virtual table in place of table 4
 * edit move 4 0 6                   from level 0 to level 6
 * edit nothing
 * log                               a new log file
 * pin p / unpin p / hold / release
 * reopen                            closes and opens again
 * </pre>
 */
final class VersionScript implements AutoCloseable {

    static final int MAX_TABLES = 1000;

    private final WritableVfs directory;
    private final long manifestBytes;
    private final Map<String, PinnedVersion> pins = new HashMap<>();
    private Lease hold = Lease.NONE;
    private VersionSet versions;

    VersionScript(WritableVfs directory, long manifestBytes) {
        this.directory = directory;
        this.manifestBytes = manifestBytes;
        this.versions = VersionSet.create(directory, 1, settings(directory, manifestBytes));
    }

    static VersionSet.Settings settings(Vfs directory, long manifestBytes) {
        return new VersionSet.Settings(
                new TableFiles(directory, new SstableOptions(new BufferCache(1 << 16), new ReadMetrics())),
                manifestBytes,
                MAX_TABLES);
    }

    VersionSet versions() {
        return versions;
    }

    void run(String line) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "edit" -> edit(words[1]);
            case "log" ->
                directory.createFile(FileName.ofLog(versions.nextLogNumber())).close();
            case "pin" -> pins.put(words[1], versions.pin());
            case "unpin" -> requireNonNull(pins.remove(words[1])).close();
            case "hold" -> hold = versions.holdFiles();
            case "release" -> hold.close();
            case "reopen" -> reopen();
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void reopen() {
        versions.close();
        versions = open(directory, manifestBytes);
    }

    /** Opens what a manifest says, and nothing else. */
    static VersionSet open(WritableVfs directory, long manifestBytes) {
        Version version = replay(directory);
        long highest = version.counters().nextFileNumber();
        for (String name : directory.list()) {
            highest = Math.max(highest, FileName.parse(name).number());
        }
        return VersionSet.of(
                directory, version, manifestMarker(directory), highest + 1, settings(directory, manifestBytes));
    }

    /** The version that the manifest in force leads to. */
    static Version replay(Vfs directory) {
        String manifest = manifestMarker(directory).value();
        return VersionBuilder.replay(directory, manifest, 1 << 24, MAX_TABLES, Strictness.DAMAGE_IS_AN_ERROR)
                .version();
    }

    private static Marker manifestMarker(Vfs directory) {
        return directory.list().stream()
                .filter(name -> name.startsWith(Marker.PREFIX + Marker.MANIFEST))
                .map(name -> Marker.parse(name, directory.description()))
                .max(Comparator.comparingLong(Marker::iteration))
                .orElseThrow();
    }

    private void edit(String text) {
        List<ManifestEdit> edits = new ArrayList<>();
        List<Long> written = new ArrayList<>();
        for (String statement : text.split(" ; ", -1)) {
            String[] words = statement.split(" ", -1);
            switch (words[0]) {
                case "add" -> edits.add(add(words, written));
                case "delete" ->
                    edits.add(new ManifestEdit.DeletedTable(Integer.parseInt(words[1]), Long.parseLong(words[2])));
                case "move" -> move(words, edits);
                case "cut" -> edits.add(cut(words));
                case "back" -> edits.add(back(Long.parseLong(words[1])));
                case "log" -> edits.add(new ManifestEdit.LogNumber(Long.parseLong(words[1])));
                case "sequence" -> edits.add(new ManifestEdit.LastSequence(Long.parseLong(words[1])));
                case "nothing" -> {}
                default -> throw new IllegalArgumentException(statement);
            }
        }
        try {
            versions.apply(version -> edits);
        } catch (RuntimeException e) {
            versions.abandon(written);
            throw e;
        }
    }

    private ManifestEdit add(String[] words, List<Long> written) {
        long number = versions.nextFileNumber();
        long sequence = Long.parseLong(words[4]);
        try (SstableWriter writer =
                new SstableWriter(new ForcedSink(directory, FileName.ofTable(number)), SstableWriterOptions.DEFAULT)) {
            for (String key : List.of(words[2], words[3])) {
                writer.add(Bytes.utf8(key), Trailer.of(sequence, KeyKind.SET), Bytes.utf8("v" + sequence));
            }
            WrittenTable table = writer.finish();
            written.add(number);
            return ManifestEdit.NewTable.of(Integer.parseInt(words[1]), table.metadata(number, 0));
        }
    }

    private void move(String[] words, List<ManifestEdit> edits) {
        int from = Integer.parseInt(words[2]);
        TableMetadata table = table(from, Long.parseLong(words[1]));
        edits.add(new ManifestEdit.DeletedTable(from, table.number()));
        edits.add(ManifestEdit.NewTable.of(Integer.parseInt(words[3]), table));
    }

    private ManifestEdit back(long file) {
        return new ManifestEdit.CreatedBacking(
                file, requireNonNull(versions.current().files().get(file)));
    }

    private ManifestEdit cut(String[] words) {
        long file = Long.parseLong(words[5]);
        long sequence = Long.parseLong(words[4]);
        long trailer = Trailer.of(sequence, KeyKind.SET);
        return ManifestEdit.NewTable.of(
                Integer.parseInt(words[1]),
                new TableMetadata(
                        versions.nextFileNumber(),
                        1,
                        new KeyBounds(
                                new InternalKey(Bytes.utf8(words[2]), trailer),
                                new InternalKey(Bytes.utf8(words[3]), trailer)),
                        null,
                        sequence,
                        sequence,
                        0,
                        false,
                        file,
                        Bytes.EMPTY,
                        Bytes.EMPTY,
                        List.of()));
    }

    private TableMetadata table(int level, long number) {
        return versions.current().levels().get(level).tables().stream()
                .filter(table -> table.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** The current version as the dump of a directory shows it. */
    static String text(Version version) {
        return String.join("\n", DirectoryDump.levels(version));
    }

    @Override
    public void close() {
        versions.close();
    }
}
