package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose access lies in rows that cannot be read, as far as the indexes still tell. The same row stands in several of
 * them: the by-principal index counts for grants, the by-parent index for resources. Thread-safe.
 */
final class LostAccess {

    private final LostKeys damaged;
    private final KeyLayout layout;
    /** The index that tells of a lost grant what it is of. */
    private static final Map<KeyLayout, IndexFamily> GRANTS_OF = Map.of(
            KeyLayout.IDENTITIES, IndexFamily.GRANT_BY_PRINCIPAL,
            KeyLayout.EXTERNAL_IDS, IndexFamily.GRANT_BY_ENTITLEMENT,
            KeyLayout.EXTERNAL_IDS_BY_SYNC, IndexFamily.GRANT_BY_ENTITLEMENT);

    private final List<Tally> grants = new ArrayList<>();
    private final List<Tally> resources = new ArrayList<>();
    private final List<Tally> principals = new ArrayList<>();

    /**
     * Nothing is counted yet.
     *
     * @param damaged the keys that damage keeps from being read
     */
    LostAccess(LostKeys damaged, KeyLayout layout) {
        this.damaged = damaged;
        this.layout = layout;
        for (int i = 0; i < damaged.ranges().size(); i++) {
            grants.add(new Tally());
            resources.add(new Tally());
            principals.add(new Tally());
        }
    }

    /** Counts an index entry whose row cannot be read. */
    void row(IndexFamily index, Bytes entry, Bytes row) {
        int range = damaged.indexOf(row);
        if (range >= 0 && index == GRANTS_OF.get(layout)) {
            grants.get(range).add(grantsOf(entry, row), 1);
        } else if (range >= 0 && index == IndexFamily.RESOURCE_BY_PARENT) {
            resources.get(range).add(AccessText.ofResource(components(row, KeyFamily.RESOURCE.header())), 1);
        }
    }

    /** The key of a grant begins with the resource today; in older layouts an index tells the entitlement. */
    private String grantsOf(Bytes entry, Bytes row) {
        return layout == KeyLayout.IDENTITIES
                ? AccessText.ofResource(components(row, KeyFamily.GRANT.header()))
                : AccessText.ofComponent(components(entry, IndexFamily.GRANT_BY_ENTITLEMENT.header()));
    }

    private Bytes components(Bytes key, Bytes header) {
        return key.from(header.length() + layout.syncIdLength() + 1);
    }

    /** Counts a grant whose index entry cannot be read. */
    void entry(IndexFamily index, Bytes entry) {
        int range = damaged.indexOf(entry);
        if (range >= 0 && index == IndexFamily.GRANT_BY_PRINCIPAL) {
            principals.get(range).add(AccessText.ofResource(components(entry, index.header())), 1);
        }
    }

    /** Says what is lost, range by range, and of whom. */
    void report(RecordScope scope) {
        for (int i = 0; i < damaged.ranges().size(); i++) {
            KeyRange range = damaged.ranges().get(i);
            scope.findings()
                    .add(Finding.ofKeys(
                            FindingCode.RECORDS_LOST,
                            scope.file(),
                            range,
                            "cannot be read: " + families(range),
                            access(i)));
        }
    }

    private String access(int range) {
        return Stream.of(
                        grants.get(range).text("grant", layout == KeyLayout.IDENTITIES ? "resources" : "entitlements"),
                        resources.get(range).text("child resource", "resources"),
                        principals.get(range).total() == 0
                                ? ""
                                : "the way from the principal to "
                                        + principals.get(range).text("grant", "principals"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String families(KeyRange range) {
        String first = family(range.from());
        String last = family(range.to());
        return first.equals(last) ? "keys of the family " + first : "keys from " + first + " to " + last;
    }

    private static String family(@Nullable Bytes key) {
        if (key == null) {
            return "the end";
        }
        KeyFamily family = KeyFamily.of(key);
        return family == null ? "unknown" : AccessText.KEYS.inspect(key).family();
    }
}
