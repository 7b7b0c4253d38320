package dev.grantlake.lsm.compaction;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Merger;

import java.util.ArrayList;
import java.util.List;

/** The operands of a merge, as they are met going from new to old. Belongs to one thread. */
final class MergeOperands {

    private final List<Bytes> newestFirst = new ArrayList<>();
    private long bytes;

    void clear() {
        newestFirst.clear();
        bytes = 0;
    }

    /** Bytes of all operands. */
    long bytes() {
        return bytes;
    }

    /** Adds one that is older than all so far; copies what the cursor would overwrite. */
    void add(ByteView operand) {
        newestFirst.add(operand.retain());
        bytes += operand.length();
    }

    /**
     * All in one; there must be one at least. Neighbours are joined first, and what comes of that, so that no byte is
     * copied more often than the logarithm of their number.
     */
    Bytes join(Bytes key, Merger merger) {
        List<Bytes> round = newestFirst;
        while (round.size() > 1) {
            List<Bytes> joined = new ArrayList<>((round.size() + 1) / 2);
            for (int i = 0; i < round.size(); i += 2) {
                boolean pair = i + 1 < round.size();
                joined.add(pair ? merger.merge(key, round.get(i + 1), round.get(i)) : round.get(i));
            }
            round = joined;
        }
        return round.get(0);
    }
}
