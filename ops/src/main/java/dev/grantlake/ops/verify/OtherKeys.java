package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.inspect.InspectedKey;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.MetaKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goes through all keys that no other check looks at: the engine's own, and those that a file of keyspace version 2
 * must not have. Together with the others it leaves no key of a file out.
 */
final class OtherKeys implements Runnable {

    private final RecordScope scope;

    OtherKeys(RecordScope scope) {
        this.scope = scope;
    }

    @Override
    public void run() {
        for (KeyRange range : others()) {
            try (Entries entries = scope.entries(range)) {
                while (entries.next()) {
                    other(entries.key().copy(), entries.value().copy());
                }
            }
        }
    }

    private void other(Bytes key, Bytes value) {
        if (key.equals(DigestKey.whole()) || key.equals(KeyFamily.SYNC_RUN.header())) {
            return;
        }
        InspectedKey inspected = AccessText.KEYS.inspect(key);
        MetaKey meta = KeyFamily.of(key) == KeyFamily.META ? MetaKey.of(key) : null;
        if (meta != null) {
            if (meta != MetaKey.STATISTICS) {
                value(key, value, inspected);
            }
            return;
        }
        scope.report(
                FindingCode.KEY_UNKNOWN,
                key,
                inspected.family() + ": " + inspected.problem().orElse("no key of this family has this form"),
                "");
    }

    private void value(Bytes key, Bytes value, InspectedKey inspected) {
        try {
            inspected.value().parts(scope.file(), key, value);
        } catch (StorageException e) {
            scope.report(
                    FindingCode.RECORD_UNDECODABLE,
                    key,
                    inspected.family() + ": a value of another form, " + value,
                    "");
        }
    }

    /** What is left of all keys without the ranges that other checks walk. */
    private static List<KeyRange> others() {
        TreeMap<Bytes, Bytes> walked = new TreeMap<>();
        for (KeyFamily family : List.of(
                KeyFamily.RESOURCE_TYPE,
                KeyFamily.RESOURCE,
                KeyFamily.ENTITLEMENT,
                KeyFamily.GRANT,
                KeyFamily.ASSET,
                KeyFamily.SESSION)) {
            put(walked, KeyRange.prefix(family.header()));
        }
        for (IndexFamily index : IndexFamily.values()) {
            if (!index.retired()) {
                put(walked, KeyRange.prefix(index.header()));
            }
        }
        put(walked, DigestKey.partitions());
        List<KeyRange> left = new ArrayList<>();
        @Nullable Bytes from = null;
        for (var range : walked.entrySet()) {
            left.add(new KeyRange(from, range.getKey()));
            from = range.getValue();
        }
        left.add(new KeyRange(from, null));
        return left;
    }

    private static void put(Map<Bytes, Bytes> walked, KeyRange range) {
        if (range.from() != null && range.to() != null) {
            walked.put(range.from(), range.to());
        }
    }
}
