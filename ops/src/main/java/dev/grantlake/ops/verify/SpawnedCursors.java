package dev.grantlake.ops.verify;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The cursors of a checkpoint that a connector had spawned and that were still to be followed: none may be left in a
 * sync that has ended (invariant I10), since what they would have listed is missing. Nothing else in a file shows it.
 */
final class SpawnedCursors {

    private SpawnedCursors() {}

    /** A cursor, named by its action and the resource that it lists for, whose type alone may be known. */
    record Cursor(String action, String resource) {

        String message() {
            return "the sync has ended, and action \"" + action + "\" of its token was to follow a spawned cursor";
        }
    }

    /** The cursors in the token of a sync; none if the token is not the syncer's. */
    static List<Cursor> of(String token) {
        JsonText json = new JsonText(token);
        try {
            return checkpoint(json);
        } catch (JsonText.FormException e) {
            // A token is opaque to all but its syncer.
            return List.of();
        }
    }

    private static List<Cursor> checkpoint(JsonText json) throws JsonText.FormException {
        List<Cursor> cursors = new ArrayList<>();
        if (!json.enter()) {
            return cursors;
        }
        for (String member = json.member(); member != null; member = json.member()) {
            if (member.equals("actions_map") && json.enter()) {
                for (String action = json.member(); action != null; action = json.member()) {
                    Cursor cursor = action(json, action);
                    if (cursor != null) {
                        cursors.add(cursor);
                    }
                }
            } else {
                json.skip();
            }
        }
        return cursors;
    }

    private static @Nullable Cursor action(JsonText json, String name) throws JsonText.FormException {
        if (!json.enter()) {
            json.skip();
            return null;
        }
        boolean spawned = false;
        String type = "";
        String id = "";
        for (String member = json.member(); member != null; member = json.member()) {
            switch (member) {
                case "spawned" -> spawned = json.flag();
                case "resource_type_id" -> type = json.text();
                case "resource_id" -> id = json.text();
                default -> json.skip();
            }
        }
        return spawned ? new Cursor(name, (type + " " + id).strip()) : null;
    }
}
