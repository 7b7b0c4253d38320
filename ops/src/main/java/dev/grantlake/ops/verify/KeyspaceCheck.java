package dev.grantlake.ops.verify;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.Interior;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** The check of all records of a file, for one layout of its keys. */
interface KeyspaceCheck {

    /** Checks everything, in as many parts at a time as {@code workers} has threads. */
    void run(Workers workers);

    /**
     * The check for the layout that the stamps in a file name, or nothing if there is none: then that is reported.
     *
     * @param head of the container, if there is one
     * @param samples keys of the file, spread over it, at which work may be divided
     */
    static Optional<KeyspaceCheck> of(RecordScope scope, Optional<EnvelopeHead> head, List<Bytes> samples) {
        boolean soundStamps =
                stamp(scope, head, MetaKey.KEYSPACE_VERSION, KeyspaceV2.VERSION, FindingCode.STAMP_KEYSPACE)
                        && stamp(scope, head, MetaKey.ID_FORMAT, KeyspaceV2.ID_FORMAT, FindingCode.STAMP_ID_FORMAT);
        return soundStamps ? Optional.of(new KeyspaceV2Check(scope, head, samples)) : Optional.empty();
    }

    /**
     * Whether a stamp allows for this layout. One that cannot be read does; one that is absent does in a file without
     * rows, and is an error in a file whose manifest names this layout: without it, rows would be taken for older ones.
     */
    private static boolean stamp(
            RecordScope scope, Optional<EnvelopeHead> head, MetaKey stamp, int expected, FindingCode code) {
        if (scope.lost().contains(stamp.key())) {
            return true;
        }
        Bytes found = scope.reader().get(stamp.key());
        if (found != null) {
            if (version(found) == expected) {
                return true;
            }
            scope.report(code, stamp.key(), "expected version " + expected + ", found " + printed(found), "");
            return false;
        }
        if (!hasRows(scope)) {
            return true;
        }
        if (head.isPresent() && head.get().engine().equals(Interior.PEBBLE3.engine())) {
            scope.report(code, stamp.key(), "expected version " + expected + ", found no stamp", "");
            return true;
        }
        scope.findings()
                .add(Finding.ofFile(
                        FindingCode.RECORDS_NOT_CHECKED,
                        scope.file(),
                        "no stamp " + stamp.label() + ": the records lie under an older layout"));
        return false;
    }

    private static boolean hasRows(RecordScope scope) {
        try (Entries entries = scope.entries(new KeyRange(KeyFamily.RESOURCE_TYPE.header(), KeyFamily.META.header()))) {
            return entries.next();
        }
    }

    /** The version in a stamp, or -1 for a malformed one. */
    private static long version(@Nullable Bytes stamp) {
        return stamp == null || stamp.length() != Integer.BYTES
                ? -1
                : Integer.toUnsignedLong(BigEndian.getInt(stamp.array(), stamp.offset()));
    }

    private static String printed(Bytes stamp) {
        return version(stamp) < 0 ? "the bytes " + stamp : Long.toString(version(stamp));
    }
}
