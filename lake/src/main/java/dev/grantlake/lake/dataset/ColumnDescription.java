package dev.grantlake.lake.dataset;

/**
 * A column as a dataset has it, which may not be one of ours.
 *
 * @param type as {@link ColumnType#label} says it, or the keeper's own name of a type that is none of ours
 */
public record ColumnDescription(String name, String type, boolean nullable) {

    @Override
    public String toString() {
        return name + ": " + type + (nullable ? ", nullable" : "");
    }
}
