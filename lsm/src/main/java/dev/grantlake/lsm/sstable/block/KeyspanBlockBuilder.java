package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.ByteSink;
import dev.grantlake.lsm.key.KeyKind;

/** Collects the keys of one range-deletion or range-key block. Belongs to one thread. */
public interface KeyspanBlockBuilder {

    /** Appends a key. The caller has seen to it that they come fragmented and in order. */
    void add(Span key);

    boolean isEmpty();

    /** Writes the block over what {@code target} holds; nothing may be added afterwards. */
    void finish(ByteSink target);

    /** Entries of a kind in the finished block, as this encoding counts them. */
    long entries(KeyKind kind);

    /** Bytes of keys in the finished block, as this encoding counts them. */
    long rawKeyBytes();

    /** Bytes of values in the finished block, as this encoding counts them. */
    long rawValueBytes();
}
