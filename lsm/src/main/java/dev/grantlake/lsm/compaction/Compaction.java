package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.List;

/**
 * One step that brings a version into better order: tables that go, and the level that what is left of them comes to.
 *
 * @param kind what is done with them
 * @param inputs what goes, level by level from the top; all tables of its levels that overlap it, and in level 0 all
 *     that are older than one of its tables and overlap that
 * @param outputLevel 0 to 6
 */
public record Compaction(Kind kind, List<Input> inputs, int outputLevel) {

    /** What is done. */
    public enum Kind {
        /** The tables are merged into new ones. */
        MERGE,
        /** The tables come to the output level as they are. */
        MOVE,
        /** The tables go: a range deletion above hides all of them. */
        DROP
    }

    /** Tables of one level, in its order. */
    public record Input(int level, List<TableMetadata> tables) {

        public Input {
            tables = List.copyOf(tables);
        }
    }

    public Compaction {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty() || inputs.get(0).tables().isEmpty()) {
            throw new IllegalArgumentException("a compaction of nothing");
        }
    }

    /** The level that the compaction relieves. */
    public int startLevel() {
        return inputs.get(0).level();
    }

    /** All tables that go. */
    public List<TableMetadata> tables() {
        return inputs.stream().flatMap(input -> input.tables().stream()).toList();
    }

    /** The keys between which all of it happens. */
    public KeyBounds bounds() {
        return boundsOf(tables());
    }

    /** Bytes of all tables that go. */
    public long bytes() {
        return bytesOf(tables());
    }

    static KeyBounds boundsOf(List<TableMetadata> tables) {
        return tables.stream().map(TableMetadata::bounds).reduce(KeyBounds::and).orElseThrow();
    }

    static long bytesOf(List<TableMetadata> tables) {
        return tables.stream().mapToLong(TableMetadata::size).sum();
    }

    /** For example {@code MERGE L0 [000007, 000008] + L6 [000003] into L6}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.toString());
        String separator = " L";
        for (Input input : inputs) {
            text.append(separator)
                    .append(input.level())
                    .append(' ')
                    .append(input.tables().stream().map(TableMetadata::fileName).toList());
            separator = " + L";
        }
        return text.append(kind == Kind.DROP ? "" : " into L" + outputLevel).toString();
    }
}
