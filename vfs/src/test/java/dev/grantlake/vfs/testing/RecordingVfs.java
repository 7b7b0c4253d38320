package dev.grantlake.vfs.testing;

import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;

/**
 * Notes every change of another directory and of its files, a line each, in the order in which they were made: for
 * tests of what is forced before what. A call is noted before it is made, so one that fails is there, too. Reads are
 * {@link CountingVfs}'s. Thread-safe.
 *
 * <pre>
 * create MANIFEST-000001
 * write MANIFEST-000001 0+39
 * reserve MANIFEST-000001 1048576
 * force MANIFEST-000001
 * close MANIFEST-000001
 * rename temporary.000003.dbtmp to OPTIONS-000003
 * delete 000002.log
 * link 000004.sst
 * lock LOCK
 * unlock LOCK
 * force the directory
 * </pre>
 */
public final class RecordingVfs implements WritableVfs {

    private final WritableVfs inner;
    private final List<String> notes = new ArrayList<>();

    /** Notes what is done to {@code inner}, which is closed with this. */
    public RecordingVfs(WritableVfs inner) {
        this.inner = inner;
    }

    /** All notes since the last call of this. */
    public synchronized List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    private synchronized void note(String text) {
        notes.add(text);
    }

    @Override
    public WritableFile createFile(String name) {
        note("create " + name);
        return new RecordedFile(name, inner.createFile(name));
    }

    @Override
    public void rename(String from, String to) {
        note("rename " + from + " to " + to);
        inner.rename(from, to);
    }

    @Override
    public void delete(String name) {
        note("delete " + name);
        inner.delete(name);
    }

    @Override
    public void force() {
        note("force the directory");
        inner.force();
    }

    @Override
    public void force(String name) {
        note("force " + name);
        inner.force(name);
    }

    @Override
    public void linkOrCopy(Vfs source, String from, String to) {
        note("link " + (from.equals(to) ? to : from + " as " + to));
        inner.linkOrCopy(source instanceof RecordingVfs recording ? recording.inner : source, from, to);
    }

    @Override
    public Lease lock(String name) {
        note("lock " + name);
        Lease lease = inner.lock(name);
        return () -> {
            note("unlock " + name);
            lease.close();
        };
    }

    @Override
    public Lease share(String name) {
        return inner.share(name);
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

    private final class RecordedFile implements WritableFile {

        private final String name;
        private final WritableFile file;

        RecordedFile(String name, WritableFile file) {
            this.name = name;
            this.file = file;
        }

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
            note("write " + name + " " + size() + "+" + length);
            file.write(array, offset, length);
        }

        @Override
        public void reserve(long length) {
            note("reserve " + name + " " + length);
            file.reserve(length);
        }

        @Override
        public void force() {
            note("force " + name);
            file.force();
        }

        @Override
        public void close() {
            note("close " + name);
            file.close();
        }
    }
}
