package dev.grantlake.lake.block;

import dev.grantlake.base.BufferCache;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Fragment;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/**
 * Columns that were read, block by block, by the data file that they are from, and the threads that read what comes
 * next for whoever goes on. A data file never changes. Thread-safe.
 */
public final class BlockCache implements AutoCloseable {

    /** A power of two. */
    private static final int WANTED = 1 << 14;

    private final BufferCache buffers;
    /** The number that the cache knows a column of a data file by. */
    private final Map<Source, Long> owners = new ConcurrentHashMap<>();

    /** Blocks that were asked for lately, by a hash of which each has one place. */
    private final AtomicLongArray wanted = new AtomicLongArray(WANTED);

    private final ReadAhead readAhead = new ReadAhead();

    private record Source(String file, Column column) {}

    public BlockCache(long capacityBytes) {
        buffers = new BufferCache(capacityBytes);
    }

    /** The number that a column of a fragment is known by. */
    long owner(Fragment fragment, Column column) {
        return owners.computeIfAbsent(
                new Source(fragment.files().get(0).name(), column), source -> BufferCache.newOwner());
    }

    byte @Nullable [] get(long owner, int block) {
        return buffers.get(owner, block);
    }

    /** Whether somebody wanted something of this block not long ago; remembers that somebody does now. */
    boolean wantedAgain(long owner, int block) {
        long hash = (owner * 0x9e3779b97f4a7c15L + block) * 0xd6e8feb86659fd93L | 1;
        return wanted.getAndSet((int) (hash >>> 40) & (WANTED - 1), hash) == hash;
    }

    void put(long owner, int block, byte[] packed) {
        buffers.put(owner, block, packed);
    }

    /** Forgets the numbers of all files but those of these fragments; who reads an older one has its number. */
    public void retain(Collection<Fragment> fragments) {
        Set<String> names = fragments.stream()
                .map(fragment -> fragment.files().get(0).name())
                .collect(Collectors.toSet());
        owners.keySet().removeIf(source -> !names.contains(source.file));
    }

    public long sizeBytes() {
        return buffers.sizeBytes();
    }

    ReadAhead readAhead() {
        return readAhead;
    }

    /** Ends the threads. What is kept can still be read. */
    @Override
    public void close() {
        readAhead.close();
    }
}
