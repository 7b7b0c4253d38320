package dev.grantlake.lance;

import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.ColumnDescription;
import dev.grantlake.lake.dataset.ColumnType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.List;

/** Our columns in Arrow's words, and the other way round. */
final class LanceSchema {

    private static final ArrowType UINT64 = new ArrowType.Int(64, false);

    private LanceSchema() {}

    /** The schema of what is written: the first {@code columns} columns. */
    static Schema schema(int columns) {
        return new Schema(List.of(Column.values()).subList(0, columns).stream()
                .map(column -> new Field(column.label(), FieldType.notNullable(type(column.type())), null))
                .toList());
    }

    private static ArrowType type(ColumnType type) {
        return switch (type) {
            case BINARY -> ArrowType.Binary.INSTANCE;
            case UINT64 -> UINT64;
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
        };
    }

    static List<ColumnDescription> describe(Schema schema) {
        return schema.getFields().stream()
                .map(field -> new ColumnDescription(field.getName(), label(field.getType()), field.isNullable()))
                .toList();
    }

    private static String label(ArrowType type) {
        for (ColumnType ours : ColumnType.values()) {
            if (type(ours).equals(type)) {
                return ours.label();
            }
        }
        return type.toString();
    }
}
