package dev.grantlake.cli.load;

import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Which column of a table holds what, by the names in its header. Case, spaces, underscores, dashes and dots in a name
 * do not count, and the usual other words for a thing are understood.
 */
final class CsvColumns {

    /** What a column holds. */
    enum Column {
        PRINCIPAL,
        PRINCIPAL_TYPE,
        PRINCIPAL_NAME,
        ENTITLEMENT,
        ENTITLEMENT_ID,
        ENTITLEMENT_NAME,
        RESOURCE,
        RESOURCE_TYPE,
        RESOURCE_NAME,
        GRANT_ID;

        /** The name that the documentation uses. */
        String title() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The column with this name, in small letters and nothing else; null for a name that means nothing. */
        private static @Nullable Column of(String name) {
            return switch (name) {
                case "principal",
                        "principalid",
                        "user",
                        "userid",
                        "username",
                        "login",
                        "account",
                        "member",
                        "subject" -> PRINCIPAL;
                case "principaltype", "usertype" -> PRINCIPAL_TYPE;
                case "principalname", "displayname", "fullname" -> PRINCIPAL_NAME;
                case "entitlement", "permission", "access", "privilege", "right" -> ENTITLEMENT;
                case "entitlementid" -> ENTITLEMENT_ID;
                case "entitlementname" -> ENTITLEMENT_NAME;
                case "resource", "resourceid", "app", "application", "system", "group", "role" -> RESOURCE;
                case "resourcetype" -> RESOURCE_TYPE;
                case "resourcename" -> RESOURCE_NAME;
                case "grantid" -> GRANT_ID;
                default -> null;
            };
        }
    }

    private static final String APP = "app";

    /** Types that a column of resources may be named after, and what somebody has who stands beside one. */
    private static final Map<String, String> ACCESS = Map.of(APP, "access", "group", "member", "role", "assigned");

    private final Map<Column, Integer> places;
    private final String resourceType;
    private final List<String> unused;
    private final int count;

    private CsvColumns(Map<Column, Integer> places, String resourceType, List<String> unused, int count) {
        this.places = Map.copyOf(places);
        this.resourceType = resourceType;
        this.unused = List.copyOf(unused);
        this.count = count;
    }

    /**
     * The columns of a table with this header.
     *
     * @param mistake makes the error out of what was expected
     */
    static CsvColumns of(List<String> header, Function<String, StorageException> mistake) {
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        List<String> unused = new ArrayList<>();
        String resourceType = APP;
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i).strip();
            Column column = Column.of(bare(name));
            if (column == Column.RESOURCE && ACCESS.containsKey(bare(name))) {
                resourceType = bare(name);
            }
            if (column == null) {
                if (!name.isEmpty()) {
                    unused.add(name);
                }
            } else if (places.putIfAbsent(column, i) != null) {
                throw mistake.apply("one column for " + column.title() + ", found \""
                        + header.get(places.get(column)).strip() + "\" and \"" + name + "\"");
            }
        }
        if (!places.containsKey(Column.PRINCIPAL)) {
            throw mistake.apply("a column named principal (or user), found " + shown(header));
        }
        if (!places.containsKey(Column.ENTITLEMENT)
                && !places.containsKey(Column.ENTITLEMENT_ID)
                && !places.containsKey(Column.RESOURCE)) {
            throw mistake.apply("a column named entitlement (or permission, group, role, app), found " + shown(header));
        }
        return new CsvColumns(places, resourceType, unused, header.size());
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_.-]", "");
    }

    private static String shown(List<String> header) {
        String text = String.join(", ", header);
        return text.isBlank() ? "none" : text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }

    /** The text of a column in a row, without blanks around it; empty where there is no such column or cell. */
    String text(Column column, List<String> row) {
        Integer place = places.get(column);
        return place == null || place >= row.size() ? "" : row.get(place).strip();
    }

    /** The type of resources that do not say it: what their column is named after, or an app. */
    String resourceType() {
        return resourceType;
    }

    /** What principals of a row have that names a resource of this type and nothing else. */
    static String impliedEntitlement(String resourceType) {
        return ACCESS.getOrDefault(resourceType, "access");
    }

    boolean has(Column column) {
        return places.containsKey(column);
    }

    /** Names in the header that mean nothing here. */
    List<String> unused() {
        return unused;
    }

    /** How many columns the header has. */
    int count() {
        return count;
    }
}
