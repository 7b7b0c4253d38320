package dev.grantlake.ops.verify;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.Interior;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;

import java.util.Optional;

/**
 * Finds out how the keys of a file are laid out, by its stamps and by what its head says, and reports stamps that are
 * wrong. A stamp that cannot be read is taken to be what the head says.
 */
final class StampCheck {

    private enum Stamp {
        SOUND,
        ABSENT,
        LOST,
        WRONG
    }

    private final RecordScope scope;
    private final Optional<KeyLayout> claimed;

    StampCheck(RecordScope scope, Optional<EnvelopeHead> head) {
        this.scope = scope;
        this.claimed = head.map(envelope -> claimed(envelope.engine()));
    }

    private static KeyLayout claimed(String engine) {
        if (engine.equals(Interior.PEBBLE.engine())) {
            return KeyLayout.EXTERNAL_IDS_BY_SYNC;
        }
        return engine.equals(Interior.PEBBLE2.engine()) ? KeyLayout.EXTERNAL_IDS : KeyLayout.IDENTITIES;
    }

    /** The layout; empty if a stamp names one that is not known. */
    Optional<KeyLayout> layout() {
        Stamp keyspace = stamp(MetaKey.KEYSPACE_VERSION, KeyspaceV2.VERSION, FindingCode.STAMP_KEYSPACE);
        if (keyspace == Stamp.WRONG) {
            return Optional.empty();
        }
        if (keyspace != Stamp.SOUND && claims(KeyLayout.EXTERNAL_IDS_BY_SYNC)) {
            return claimed;
        }
        if (keyspace == Stamp.ABSENT && hasRows()) {
            missing(MetaKey.KEYSPACE_VERSION, KeyspaceV2.VERSION, FindingCode.STAMP_KEYSPACE);
        }
        return byIdFormat();
    }

    private Optional<KeyLayout> byIdFormat() {
        Stamp idFormat = stamp(MetaKey.ID_FORMAT, KeyspaceV2.ID_FORMAT, FindingCode.STAMP_ID_FORMAT);
        boolean today = claimed.isEmpty() || claims(KeyLayout.IDENTITIES);
        return switch (idFormat) {
            case WRONG -> Optional.empty();
            case SOUND -> Optional.of(KeyLayout.IDENTITIES);
            case LOST -> Optional.of(today ? KeyLayout.IDENTITIES : KeyLayout.EXTERNAL_IDS);
            case ABSENT -> {
                boolean needed = hasRows();
                if (needed && claims(KeyLayout.IDENTITIES)) {
                    missing(MetaKey.ID_FORMAT, KeyspaceV2.ID_FORMAT, FindingCode.STAMP_ID_FORMAT);
                }
                boolean older = needed ? !claims(KeyLayout.IDENTITIES) : !today;
                yield Optional.of(older ? KeyLayout.EXTERNAL_IDS : KeyLayout.IDENTITIES);
            }
        };
    }

    private boolean claims(KeyLayout layout) {
        return claimed.filter(layout::equals).isPresent();
    }

    private Stamp stamp(MetaKey stamp, int expected, FindingCode code) {
        if (scope.lost().contains(stamp.key())) {
            return Stamp.LOST;
        }
        Bytes found = scope.reader().get(stamp.key());
        if (found == null) {
            return Stamp.ABSENT;
        }
        if (version(found) == expected) {
            return Stamp.SOUND;
        }
        scope.report(code, stamp.key(), "expected version " + expected + ", found " + printed(found), "");
        return Stamp.WRONG;
    }

    /** Without the stamp, rows would be taken for older ones. */
    private void missing(MetaKey stamp, int expected, FindingCode code) {
        scope.report(code, stamp.key(), "expected version " + expected + ", found no stamp", "");
    }

    /** A file without rows needs no stamps. */
    private boolean hasRows() {
        try (Entries entries = scope.entries(new KeyRange(KeyFamily.RESOURCE_TYPE.header(), KeyFamily.META.header()))) {
            return entries.next();
        }
    }

    /** The version in a stamp, or -1 for a malformed one. */
    private static long version(Bytes stamp) {
        return stamp.length() == Integer.BYTES
                ? Integer.toUnsignedLong(BigEndian.getInt(stamp.array(), stamp.offset()))
                : -1;
    }

    private static String printed(Bytes stamp) {
        return version(stamp) < 0 ? "the bytes " + stamp : Long.toString(version(stamp));
    }
}
