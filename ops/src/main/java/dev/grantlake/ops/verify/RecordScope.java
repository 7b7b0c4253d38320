package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.key.SyncKeys;

/**
 * What the checks of one file's records work on, or of one of its syncs. Thread-safe.
 *
 * @param file the file as findings name it
 * @param keys which keys the rows call for
 * @param lost keys that cannot be read, or whose rows are unsound: nothing is concluded from them
 * @param seed of the sums by which indexes are compared
 */
record RecordScope(KeyValueReader reader, String file, SyncKeys keys, LostKeys lost, Journal findings, long seed) {

    /** The same with more keys that nothing is to be concluded from. */
    RecordScope without(LostKeys unsound) {
        return new RecordScope(reader, file, keys, unsound, findings, seed);
    }

    /** The same for rows of another layout or sync. */
    RecordScope of(SyncKeys others) {
        return new RecordScope(reader, file, others, lost, findings, seed);
    }

    Entries entries(KeyRange range) {
        return new Entries(reader, lost, range);
    }

    /** Whether there is a key, or may be, since it cannot be read. */
    boolean mayHave(Bytes key) {
        return lost.contains(key) || reader.get(key) != null;
    }

    void report(FindingCode code, Bytes key, String message, String access) {
        findings.add(Finding.ofKey(code, file, key, message, access));
    }

    /** A finding about a row or an index entry, whose key says whose access it is about. */
    void report(FindingCode code, Bytes key, String message) {
        report(code, key, message, AccessText.of(keys.layout(), key));
    }
}
