package dev.grantlake.ops.verify;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.inspect.InspectedKey;
import dev.grantlake.records.inspect.KeyInspector;
import dev.grantlake.records.key.IndexMigration;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.MetaKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Goes through all keys that no other check looks at: the engine's own, and those that a file of this layout must not
 * have. Together with the others it leaves no key of a file out.
 */
final class OtherKeys implements Runnable {

    private static final Bytes NUL = Bytes.wrap(new byte[1]);

    private final RecordScope scope;
    private final KeyLayout layout;
    private final KeyInspector keys;
    private final List<KeyRange> others;

    /**
     * A walk over what is left of all keys.
     *
     * @param layout of the file
     * @param walked the ranges that other checks walk; they do not overlap
     */
    OtherKeys(RecordScope scope, KeyLayout layout, List<KeyRange> walked) {
        this.scope = scope;
        this.layout = layout;
        this.keys = new KeyInspector(layout);
        this.others = without(walked);
    }

    /** The range of one key. */
    static KeyRange only(Bytes key) {
        return new KeyRange(key, key.plus(NUL));
    }

    @Override
    public void run() {
        for (KeyRange range : others) {
            try (Entries entries = scope.entries(range)) {
                while (entries.next()) {
                    other(entries.key().copy(), entries.value().copy());
                }
            }
        }
    }

    private void other(Bytes key, Bytes value) {
        InspectedKey inspected = keys.inspect(key);
        MetaKey meta = KeyFamily.of(key) == KeyFamily.META ? MetaKey.of(key) : null;
        if (meta == null || (meta == MetaKey.INDEX_MIGRATION && !isKnown(key))) {
            scope.report(
                    FindingCode.KEY_UNKNOWN,
                    key,
                    inspected.family() + ": " + inspected.problem().orElse("no key of this family has this form"),
                    "");
        } else {
            value(key, value, meta, inspected);
        }
    }

    /** Today's writers keep whatever older ones noted. */
    private boolean isKnown(Bytes migration) {
        return layout == KeyLayout.IDENTITIES || IndexMigration.of(migration) != null;
    }

    private void value(Bytes key, Bytes value, MetaKey meta, InspectedKey inspected) {
        boolean sound;
        try {
            inspected.value().parts(scope.file(), key, value);
            sound = meta != MetaKey.INDEX_MIGRATION
                    || layout == KeyLayout.IDENTITIES
                    || BigEndian.getInt(value.array(), value.offset()) == IndexMigration.VERSION;
        } catch (StorageException e) {
            sound = false;
        }
        if (!sound) {
            scope.report(
                    FindingCode.RECORD_UNDECODABLE,
                    key,
                    inspected.family() + ": a value of another form, " + value,
                    "");
        }
    }

    private static List<KeyRange> without(List<KeyRange> walked) {
        TreeMap<Bytes, Bytes> sorted = new TreeMap<>();
        for (KeyRange range : walked) {
            if (range.from() != null && range.to() != null) {
                sorted.put(range.from(), range.to());
            }
        }
        List<KeyRange> left = new ArrayList<>();
        @Nullable Bytes from = null;
        for (var range : sorted.entrySet()) {
            left.add(new KeyRange(from, range.getKey()));
            from = range.getValue();
        }
        left.add(new KeyRange(from, null));
        return left;
    }
}
