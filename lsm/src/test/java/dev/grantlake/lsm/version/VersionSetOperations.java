package dev.grantlake.lsm.version;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.lincheck.Interleavings;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.vfs.MemoryVfs;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tables come to a version and go, while others look at a version they have pinned: of that all files are there until
 * it is given up, and of tables that no version has none is.
 */
@Param(name = "table", gen = IntGen.class, conf = "1:3")
public final class VersionSetOperations {

    private static final int LEVEL = 6;

    private final MemoryVfs directory = new MemoryVfs("db");
    private final VersionSet versions = VersionSet.create(directory, 1, VersionScript.settings(directory, 1));
    /** Of a version with a table. Whoever comes gives it up. */
    private final PinnedVersion first;

    /** A version with the first table. */
    public VersionSetOperations() {
        turn(1);
        first = versions.pin();
    }

    /** All that is tried. */
    public static void check() {
        Interleavings.modelCheck(
                VersionSetOperations.class,
                Model.class,
                Set.of(VersionSet.class, LiveVersion.class, PinnedVersion.class, TableFiles.class, ObsoleteFiles.class),
                40,
                List.of(" : unpin | unpin : pinned", "turn 2 : turn 1, turn 3 | pinned, unpin : pinned"));
        Interleavings.stress(VersionSetOperations.class, Model.class);
    }

    /** A table that is there goes, one that is not comes: says which. */
    @Operation
    public boolean turn(@Param(name = "table") int table) {
        boolean[] comes = {false};
        versions.apply(version -> {
            for (TableMetadata present : tables(version)) {
                if (keyOf(present) == table) {
                    comes[0] = false;
                    return List.of(new ManifestEdit.DeletedTable(LEVEL, present.number()));
                }
            }
            comes[0] = true;
            long number = versions.nextFileNumber();
            directory.put(FileName.ofTable(number), Bytes.EMPTY);
            return List.of(ManifestEdit.NewTable.of(LEVEL, table(number, table)));
        });
        return comes[0];
    }

    /** The tables of a version; fails if the file of one is gone. */
    @Operation
    public List<Integer> pinned() {
        try (PinnedVersion pinned = versions.pin()) {
            List<Integer> keys = new ArrayList<>();
            for (TableMetadata table : tables(pinned.version())) {
                directory.size(table.fileName());
                keys.add(keyOf(table));
            }
            return keys;
        }
    }

    /** Any thread may, and any number of them. */
    @Operation
    public void unpin() {
        first.close();
    }

    private static List<TableMetadata> tables(Version version) {
        return version.levels().get(LEVEL).tables();
    }

    private static int keyOf(TableMetadata table) {
        return table.bounds().smallest().userKey().at(0);
    }

    private static TableMetadata table(long number, int key) {
        InternalKey only = new InternalKey(Bytes.wrap(new byte[] {(byte) key}), Trailer.of(1, KeyKind.SET));
        return new TableMetadata(
                number, 1, new KeyBounds(only, only), null, 1, 1, 0, false, 0, Bytes.EMPTY, Bytes.EMPTY, List.of());
    }

    public static final class Model {

        private final Set<Integer> keys = new TreeSet<>(Set.of(1));

        public boolean turn(int table) {
            return keys.add(table) || !keys.remove(table);
        }

        public List<Integer> pinned() {
            return List.copyOf(keys);
        }

        public void unpin() {}
    }
}
