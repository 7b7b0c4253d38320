package dev.grantlake.vfs.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A directory of a {@link ForgetfulDisk}: the names as they are, as they were forced, and every change since. */
final class ForgetfulVfs implements WritableVfs {

    private final ForgetfulDisk disk;
    private final String description;
    /** Knows locks, and which names are plain; has no files. */
    private final MemoryVfs rules;

    private final Map<String, ForgetfulContent> forced = new TreeMap<>();
    private final Map<String, ForgetfulContent> present = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    /** What happens to names at once or not at all. */
    private record Change(String text, List<Entry> entries) {}

    /** A name and what it names from now on; null if nothing. */
    private record Entry(String name, @Nullable ForgetfulContent content) {}

    /** Which of the changes that were not forced a crash leaves. */
    private enum Mercy {
        NONE,
        ALL,
        THE_FIRST,
        ANY
    }

    ForgetfulVfs(ForgetfulDisk disk, String description) {
        this.disk = disk;
        this.description = description;
        this.rules = new MemoryVfs(description);
    }

    void putForced(String name, ForgetfulContent content) {
        forced.put(name, content);
        present.put(name, content);
    }

    /** What a loss of power could leave. */
    Map<String, ForgetfulContent> namesAfterCrash(Dice dice, List<String> decisions) {
        Map<String, ForgetfulContent> left = new TreeMap<>(forced);
        Mercy mercy = dice.pick(List.of(Mercy.values()));
        int first = dice.below(changes.size() + 1);
        for (int i = 0; i < changes.size(); i++) {
            boolean kept = switch (mercy) {
                case NONE -> false;
                case ALL -> true;
                case THE_FIRST -> i < first;
                case ANY -> dice.oneIn(2);
            };
            if (kept) {
                apply(changes.get(i), left);
            }
            decisions.add(description + ": " + (kept ? "kept " : "forgot ") + changes.get(i).text);
        }
        return left;
    }

    private static void apply(Change change, Map<String, ForgetfulContent> names) {
        for (Entry entry : change.entries) {
            if (entry.content == null) {
                names.remove(entry.name);
            } else {
                names.put(entry.name, entry.content);
            }
        }
    }

    void describe(StringBuilder text) {
        present.forEach((name, content) -> text.append(description)
                .append('/')
                .append(name)
                .append(": ")
                .append(content)
                .append('\n'));
        changes.forEach(change -> text.append(description)
                .append(": not forced: ")
                .append(change.text)
                .append('\n'));
    }

    private void change(String text, Entry... entries) {
        Change change = new Change(text, Arrays.asList(entries));
        changes.add(change);
        apply(change, present);
        disk.changed();
    }

    @Override
    public WritableFile createFile(String name) {
        synchronized (disk) {
            requireFree(name);
            ForgetfulContent content = disk.newContent();
            change("create " + name, new Entry(name, content));
            return new ForgetfulFile(disk, description + "/" + name, content);
        }
    }

    @Override
    public void rename(String from, String to) {
        synchronized (disk) {
            requirePlain(to);
            ForgetfulContent content = content(from);
            if (content != present.get(to)) {
                change("rename " + from + " to " + to, new Entry(to, content), new Entry(from, null));
            }
        }
    }

    @Override
    public void delete(String name) {
        synchronized (disk) {
            content(name);
            change("delete " + name, new Entry(name, null));
        }
    }

    @Override
    public void force() {
        synchronized (disk) {
            rules.force();
            if (!disk.ignoresForces()) {
                forced.clear();
                forced.putAll(present);
                changes.clear();
            }
            disk.changed();
        }
    }

    @Override
    public void force(String name) {
        synchronized (disk) {
            ForgetfulContent content = content(name);
            if (!disk.ignoresForces()) {
                content.force();
            }
            disk.changed();
        }
    }

    @Override
    public void linkOrCopy(Vfs source, String from, String to) {
        if (source instanceof ForgetfulVfs forgetful && forgetful.disk == disk) {
            synchronized (disk) {
                ForgetfulContent content = forgetful.content(from);
                requireFree(to);
                change("link " + to, new Entry(to, content));
            }
        } else {
            WritableVfs.super.linkOrCopy(source, from, to);
        }
    }

    @Override
    public Lease lock(String name) {
        synchronized (disk) {
            Lease lease = rules.lock(name);
            if (!present.containsKey(name)) {
                change("create " + name, new Entry(name, disk.newContent()));
            }
            return lease;
        }
    }

    @Override
    public Lease share(String name) {
        synchronized (disk) {
            content(name);
            if (!rules.exists(name)) {
                rules.put(name, Bytes.EMPTY);
            }
            return rules.share(name);
        }
    }

    @Override
    public long freeBytes() {
        return rules.freeBytes();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> list() {
        synchronized (disk) {
            rules.list();
            MemoryVfs ordered = new MemoryVfs(description);
            present.keySet().forEach(name -> ordered.put(name, Bytes.EMPTY));
            return ordered.list();
        }
    }

    @Override
    public ReadableFile open(String name) {
        synchronized (disk) {
            return new MemoryVfs(description)
                    .put(name, Bytes.wrap(content(name).present()))
                    .open(name);
        }
    }

    @Override
    public long size(String name) {
        synchronized (disk) {
            return content(name).length();
        }
    }

    @Override
    public boolean exists(String name) {
        synchronized (disk) {
            requirePlain(name);
            return present.containsKey(name);
        }
    }

    @Override
    public void close() {
        rules.close();
    }

    /** Also that the directory is open. */
    private void requirePlain(String name) {
        rules.exists(name);
    }

    private ForgetfulContent content(String name) {
        requirePlain(name);
        ForgetfulContent content = present.get(name);
        if (content == null) {
            throw new StorageException(
                    Kind.NOT_FOUND, Location.of(description + "/" + name, "file"), "there is no such file", null);
        }
        return content;
    }

    private void requireFree(String name) {
        requirePlain(name);
        if (present.containsKey(name)) {
            throw new StorageException(
                    Kind.ALREADY_EXISTS,
                    Location.of(description + "/" + name, "file"),
                    "there is a file already",
                    null);
        }
    }

    /** A file that is being written; reserved room is zeros that were written ahead. */
    private static final class ForgetfulFile implements WritableFile {

        private final ForgetfulDisk disk;
        private final String description;
        private final ForgetfulContent content;
        private int size;
        private boolean open = true;

        ForgetfulFile(ForgetfulDisk disk, String description, ForgetfulContent content) {
            this.disk = disk;
            this.description = description;
            this.content = content;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void write(byte[] array, int offset, int length) {
            synchronized (disk) {
                requireOpen();
                Objects.checkFromIndexSize(offset, length, array.length);
                content.write(size, Bytes.copyOf(array, offset, length));
                size += length;
                disk.changed();
            }
        }

        @Override
        public void reserve(long length) {
            synchronized (disk) {
                requireOpen();
                if (length > content.length()) {
                    content.extend((int) length);
                    disk.changed();
                }
            }
        }

        @Override
        public void force() {
            synchronized (disk) {
                requireOpen();
                if (!disk.ignoresForces()) {
                    content.force();
                }
                disk.changed();
            }
        }

        @Override
        public void close() {
            synchronized (disk) {
                if (open && content.length() > size) {
                    content.truncate(size);
                    disk.changed();
                }
                open = false;
            }
        }

        private void requireOpen() {
            if (!open) {
                throw new StorageException(Kind.CLOSED, Location.of(description, "file"), "is closed", null);
            }
        }
    }
}
