package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts row blocks together by hand, entry by entry: with restarts as often as wanted and as much shared as the caller
 * says. Written from the format's description alone.
 */
public final class RowBlockAssembler {

    private final ByteSink sink = new ByteSink();
    private final List<Integer> restarts = new ArrayList<>();
    private final int interval;
    private Bytes previous = Bytes.EMPTY;
    private int entries;

    /** A block with a restart every {@code interval} entries. */
    public RowBlockAssembler(int interval) {
        this.interval = interval;
    }

    /** Adds an entry that shares what it can, but no more than {@code maxShared} bytes. */
    public RowBlockAssembler add(Bytes key, Bytes value, int maxShared) {
        int shared = 0;
        int most = Math.min(maxShared, Math.min(previous.length(), key.length()));
        while (shared < most && previous.at(shared) == key.at(shared)) {
            shared++;
        }
        return addSharing(entries % interval == 0 ? 0 : shared, key, value);
    }

    /** Adds an entry that shares exactly so many bytes, true or not. */
    public RowBlockAssembler addSharing(int shared, Bytes key, Bytes value) {
        if (entries % interval == 0) {
            restarts.add(sink.size());
        }
        entries++;
        sink.writeVarint(shared).writeVarint(key.length() - shared).writeVarint(value.length());
        sink.writeBytes(key.from(shared)).writeBytes(value);
        previous = key;
        return this;
    }

    /** The finished block. */
    public Bytes assemble() {
        if (restarts.isEmpty()) {
            restarts.add(0);
        }
        ByteSink block = new ByteSink().writeBytes(sink.toBytes());
        restarts.forEach(block::writeIntLe);
        return block.writeIntLe(restarts.size()).toBytes();
    }

    /** User key and trailer in one. */
    public static Bytes internalKey(Bytes userKey, long trailer) {
        return new ByteSink().writeBytes(userKey).writeLongLe(trailer).toBytes();
    }
}
