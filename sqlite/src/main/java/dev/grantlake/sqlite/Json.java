package dev.grantlake.sqlite;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The few JSON texts of a v1 file, taken apart by SQLite itself. They are notes of the writer: what is not of the
 * expected form is as good as absent. Thread-safe.
 */
final class Json {

    private final Database database;

    Json(Database database) {
        this.database = database;
    }

    /** One member of an object, or element of an array; exactly one of the two values is there, or none for null. */
    record Member(
            String key, @Nullable Long integer, @Nullable String text) {}

    /** Says that a text is not of the expected form; caught where the text was asked for. */
    static final class FormException extends Exception {

        private static final long serialVersionUID = 1L;

        FormException(String message) {
            super(message);
        }
    }

    /** Whether a text is JSON, and an object or an array as {@code type} says. */
    boolean is(String type, String json) {
        Select question = Select.from("(select 1)", "json_valid(?)", "case when json_valid(?) then json_type(?) end")
                .with(json, json, json);
        try (Cursor cursor = database.query(question)) {
            return cursor.next()
                    && cursor.row().integer(0) == 1
                    && type.equals(cursor.row().textOrNull(1));
        }
    }

    /** The members below {@code path} of valid JSON; none if there is nothing. Objects and arrays are their text. */
    List<Member> members(String json, String path) throws FormException {
        List<Member> members = new ArrayList<>();
        Select question = Select.from("json_each(?, ?)", "id", "cast(key as text)", "type", "value")
                .with(json, path);
        try (Cursor cursor = database.query(question)) {
            while (cursor.next()) {
                members.add(member(cursor.row()));
            }
        }
        return members;
    }

    private static Member member(Row row) throws FormException {
        // What is no container has no key where it is walked itself.
        String key = row.textOrNull(1);
        if (key == null) {
            throw new FormException("neither an object nor an array");
        }
        String type = row.text(2);
        return switch (type) {
            case "null" -> new Member(key, null, null);
            case "integer" -> new Member(key, integer(row), null);
            case "text", "object", "array" -> new Member(key, null, row.text(3));
            default -> throw new FormException("a value of type " + type);
        };
    }

    /** A number beyond 64 bits comes as a floating one. */
    private static long integer(Row row) throws FormException {
        if (row.isInteger(3)) {
            return row.integer(3);
        }
        throw new FormException("an integer of more than 64 bits");
    }
}
