package dev.grantlake.lake.directory;

import dev.grantlake.base.BufferCache;
import dev.grantlake.lake.dataset.Fragment;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Values that were read, block by block, by the data file that they are from. A data file never changes. Thread-safe.
 */
final class BlockCache {

    private final BufferCache buffers;
    /** The number that the cache knows a data file by. */
    private final Map<String, Long> owners = new ConcurrentHashMap<>();

    BlockCache(long capacityBytes) {
        buffers = new BufferCache(capacityBytes);
    }

    /** The number of the file that a fragment's values are known by. */
    long owner(Fragment fragment) {
        return owners.computeIfAbsent(fragment.files().get(0).name(), name -> BufferCache.newOwner());
    }

    byte @Nullable [] get(long owner, int block) {
        return buffers.get(owner, block);
    }

    void put(long owner, int block, byte[] packed) {
        buffers.put(owner, block, packed);
    }

    /** Forgets the numbers of all files but those of these fragments; who reads an older one has its number. */
    void retain(Collection<Fragment> fragments) {
        Set<String> names = fragments.stream()
                .map(fragment -> fragment.files().get(0).name())
                .collect(Collectors.toSet());
        owners.keySet().retainAll(names);
    }

    long sizeBytes() {
        return buffers.sizeBytes();
    }
}
