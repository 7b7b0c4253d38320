package dev.grantlake.store;

/**
 * The identity of a resource: principals are resources, too. Either part may be empty or hold any character.
 *
 * @param type the resource type's id, for example {@code user}
 * @param id the id within its type
 */
public record ResourceId(String type, String id) {

    public static ResourceId of(String type, String id) {
        return new ResourceId(type, id);
    }

    /** Splits {@code TYPE/ID} at its first slash. */
    public static ResourceId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw StoreException.invalidArgument("expected TYPE/ID, found \"" + text + "\"");
        }
        return new ResourceId(text.substring(0, slash), text.substring(slash + 1));
    }

    /** As {@code TYPE/ID}; for people, since either part may hold a slash itself. */
    @Override
    public String toString() {
        return type + "/" + id;
    }
}
