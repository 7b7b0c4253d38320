package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;

/**
 * What the checks of one file's records work on. Thread-safe.
 *
 * @param file the file as findings name it
 * @param lost keys that cannot be read, or whose rows are unsound: nothing is concluded from them
 * @param seed of the sums by which indexes are compared
 */
record RecordScope(KeyValueReader reader, String file, LostKeys lost, Journal findings, long seed) {

    /** The same with more keys that nothing is to be concluded from. */
    RecordScope without(LostKeys keys) {
        return new RecordScope(reader, file, keys, findings, seed);
    }

    Entries entries(KeyRange range) {
        return new Entries(reader, lost, range);
    }

    void report(FindingCode code, Bytes key, String message, String access) {
        findings.add(Finding.ofKey(code, file, key, message, access));
    }
}
