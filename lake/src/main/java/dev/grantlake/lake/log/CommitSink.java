package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;

/**
 * Takes the operations of replayed transactions: transactions in ascending order of their sequence numbers, and within
 * one in ascending order of keys. What it is given shares memory with its neighbours in the log.
 */
public interface CommitSink {

    /** The transaction has put {@code value} under {@code key}. */
    void set(long seq, Bytes key, Bytes value);

    /** The transaction has removed what was under {@code key}. */
    void delete(long seq, Bytes key);
}
