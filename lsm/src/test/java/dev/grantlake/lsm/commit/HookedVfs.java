package dev.grantlake.lsm.commit;

import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Another directory, in which the next force of a file takes as long as something else. */
final class HookedVfs implements WritableVfs {

    private final WritableVfs inner;
    private final AtomicReference<Runnable> hook = new AtomicReference<>(() -> {});

    HookedVfs(WritableVfs inner) {
        this.inner = inner;
    }

    /** What happens during the next force, once. */
    void onForce(Runnable action) {
        hook.set(action);
    }

    @Override
    public WritableFile createFile(String name) {
        WritableFile file = inner.createFile(name);
        return new WritableFile() {
            @Override
            public String description() {
                return file.description();
            }

            @Override
            public long size() {
                return file.size();
            }

            @Override
            public void write(byte[] array, int offset, int length) {
                file.write(array, offset, length);
            }

            @Override
            public void reserve(long length) {
                file.reserve(length);
            }

            @Override
            public void force() {
                hook.getAndSet(() -> {}).run();
                file.force();
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    @Override
    public void rename(String from, String to) {
        inner.rename(from, to);
    }

    @Override
    public void delete(String name) {
        inner.delete(name);
    }

    @Override
    public void force() {
        inner.force();
    }

    @Override
    public void force(String name) {
        inner.force(name);
    }

    @Override
    public Lease lock(String name) {
        return inner.lock(name);
    }

    @Override
    public long freeBytes() {
        return inner.freeBytes();
    }

    @Override
    public String description() {
        return inner.description();
    }

    @Override
    public List<String> list() {
        return inner.list();
    }

    @Override
    public ReadableFile open(String name) {
        return inner.open(name);
    }

    @Override
    public long size(String name) {
        return inner.size(name);
    }

    @Override
    public boolean exists(String name) {
        return inner.exists(name);
    }

    @Override
    public void close() {
        inner.close();
    }
}
