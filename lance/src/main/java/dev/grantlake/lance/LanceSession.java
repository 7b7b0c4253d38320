package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.DatasetFolder;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.lance.Dataset;
import org.lance.ReadOptions;
import org.lance.Session;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Caches, open files and memory of one dataset: the library's caches, bounded, and an allocator for each call.
 * Thread-safe.
 */
final class LanceSession implements AutoCloseable {

    private final String uri;
    private final LanceMemory memory;
    private final BufferAllocator root;
    private final Session session;
    private final DataFiles files;
    private final ReentrantLock closing = new ReentrantLock();
    private boolean closed;

    LanceSession(String uri, LanceMemory memory) {
        this.uri = uri;
        this.memory = memory;
        this.root = new RootAllocator();
        this.session = Session.builder()
                .indexCacheSizeBytes(memory.indexCacheBytes())
                .metadataCacheSizeBytes(memory.metadataCacheBytes())
                .build();
        this.files =
                new DataFiles(uri + "/" + DatasetFolder.DATA.path(), memory.openDataFiles(), () -> operation("read"));
    }

    String uri() {
        return uri;
    }

    /** The data files, of whatever version. */
    DataFiles files() {
        return files;
    }

    /** For what lives as long as the session. */
    BufferAllocator root() {
        return root;
    }

    /** For one call; whoever asked closes it, which fails if something of it was left. */
    BufferAllocator operation(String name) {
        return root.newChildAllocator(name, 0, memory.operationBytes());
    }

    Dataset open() {
        return open(new ReadOptions.Builder());
    }

    Dataset open(long version) {
        return open(new ReadOptions.Builder().setVersion(version));
    }

    private Dataset open(ReadOptions.Builder options) {
        return Dataset.open()
                .allocator(root)
                .uri(uri)
                .readOptions(options.setSession(session).build())
                .build();
    }

    /** Arrow buffers that are taken at the moment, 0 when nothing is under way. */
    long allocatedBytes() {
        return root.getAllocatedMemory();
    }

    @Override
    public void close() {
        closing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            files.close();
            session.close();
            long left = root.getAllocatedMemory();
            root.close();
            if (left != 0) {
                throw new StorageException(
                        Kind.FAILED_PRECONDITION, uri + ": " + left + " bytes of Arrow are still in use");
            }
        } finally {
            closing.unlock();
        }
    }
}
