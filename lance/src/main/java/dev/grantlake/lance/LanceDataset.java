package dev.grantlake.lance;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.ColumnDescription;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.dataset.SchemaCheck;
import dev.grantlake.lake.dataset.VersionEntry;
import dev.grantlake.lake.table.Rows;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.lance.CommitBuilder;
import org.lance.FragmentMetadata;
import org.lance.Tag;
import org.lance.Transaction;
import org.lance.WriteParams;
import org.lance.cleanup.CleanupPolicy;
import org.lance.fragment.DeletionFile;
import org.lance.operation.Update;
import org.lance.operation.UpdateConfig;
import org.lance.operation.UpdateMap;
import org.lance.schema.SqlExpressions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

import static dev.grantlake.lance.LanceErrors.translated;

/**
 * A dataset of the Lance library on the local disk. Every version that is opened has a handle of its own; handles on
 * which something is changed are never given to readers, since some calls move them to the new version.
 */
final class LanceDataset implements Dataset {

    private static final long[] NO_FIELDS = {};

    private final LanceSession session;
    private final LanceFolders folders;
    /** The library reads every manifest that it has listed, so none may go meanwhile. */
    private final ReentrantReadWriteLock manifests = new ReentrantReadWriteLock();

    /** Larger than every fragment's id that was seen here. */
    private int nextFragment;

    private record Written(FragmentMetadata metadata) implements NewFragment {

        @Override
        public int rows() {
            return Math.toIntExact(metadata.getPhysicalRows());
        }

        @Override
        public List<DataFile> files() {
            return LanceVersion.fragment(metadata).files();
        }
    }

    private LanceDataset(Path folder, LanceFolders folders, LanceMemory memory) {
        this.session = new LanceSession(folder.toString(), memory);
        this.folders = folders;
    }

    /** {@code folders} are those in {@code folder}, and closed with the dataset, also where this fails. */
    static LanceDataset create(Path folder, LanceFolders folders, LanceMemory memory) {
        LanceDataset dataset = new LanceDataset(folder, folders, memory);
        try {
            for (DatasetFolder part : DatasetFolder.values()) {
                dataset.folders.folder(part);
            }
            translated(folder.toString(), "create", () -> {
                org.lance.Dataset.write()
                        .allocator(dataset.session.root())
                        .schema(LanceSchema.schema(Column.SCHEMA.size()))
                        .uri(folder.toString())
                        .mode(WriteParams.WriteMode.CREATE)
                        .execute()
                        .close();
                return true;
            });
            return dataset;
        } catch (StorageException e) {
            dataset.close();
            throw e;
        }
    }

    /** As {@link #create}. */
    static LanceDataset open(Path folder, LanceFolders folders, LanceMemory memory) {
        LanceDataset dataset = new LanceDataset(folder, folders, memory);
        try {
            dataset.head().close();
            return dataset;
        } catch (StorageException e) {
            dataset.close();
            throw e;
        }
    }

    @Override
    public String description() {
        return session.uri();
    }

    @Override
    public DatasetFolders folders() {
        return folders;
    }

    @Override
    public DatasetVersion head() {
        DatasetVersion version = translated(session.uri(), "open", () -> version(session.open()));
        if (version.number() < 1) {
            version.close();
            // Zeros, as a loss of power may leave them, are a manifest for the library that says nothing.
            throw StorageException.corrupt(
                    Location.of(session.uri(), "newest version"), "a version", "one of number " + version.number());
        }
        return version;
    }

    @Override
    public DatasetVersion at(long number) {
        DatasetVersion version =
                translated(session.uri(), "open version " + number, () -> version(session.open(number)));
        if (version.number() != number) {
            version.close();
            throw StorageException.corrupt(
                    Location.of(session.uri(), "version " + number), "that version", "version " + version.number());
        }
        for (Fragment fragment : version.fragments()) {
            CreatedFile missing = fragment.missingIn(folders);
            if (missing != null) {
                version.close();
                throw new StorageException(
                        Kind.NOT_FOUND,
                        Location.of(session.uri(), "version " + number),
                        "has lost " + missing.folder().path() + "/" + missing.name(),
                        null);
            }
        }
        return version;
    }

    private LanceVersion version(org.lance.Dataset handle) {
        try {
            return new LanceVersion(session, handle);
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    @Override
    public List<VersionEntry> versions() {
        manifests.readLock().lock();
        try {
            return translated(session.uri(), "list versions", () -> {
                try (org.lance.Dataset handle = session.open()) {
                    return handle.listVersions().stream()
                            .map(version -> new VersionEntry(
                                    version.getId(), version.getDataTime().toInstant()))
                            .sorted(Comparator.comparingLong(VersionEntry::number))
                            .toList();
                }
            });
        } finally {
            manifests.readLock().unlock();
        }
    }

    @Override
    public String manifestName(long number) {
        return LanceLocation.manifestName(number);
    }

    @Override
    public List<NewFragment> write(Rows rows, long batch, int maxRows) {
        return translated(session.uri(), "write " + rows.count() + " rows", () -> {
            try (BufferAllocator allocator = session.operation("write");
                    RowsReader reader = new RowsReader(allocator, rows, batch, columns());
                    ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
                Data.exportArrayStream(allocator, reader, stream);
                List<NewFragment> written = new ArrayList<>();
                for (FragmentMetadata fragment : org.lance.Fragment.write()
                        .datasetUri(session.uri())
                        .data(stream)
                        .maxRowsPerFile(maxRows)
                        .execute()) {
                    written.add(new Written(fragment));
                }
                return written;
            }
        });
    }

    /** How many columns rows are written with: those of the newest version, which are four before a migration. */
    private int columns() {
        try (org.lance.Dataset handle = session.open()) {
            List<ColumnDescription> columns = LanceSchema.describe(handle.getSchema());
            if (!SchemaCheck.isFormat1(columns)) {
                SchemaCheck.require(session.uri(), columns);
            }
            return columns.size();
        }
    }

    @Override
    public Committed commit(Change change) {
        return translated(session.uri(), "commit after version " + change.readVersion(), () -> {
            try (org.lance.Dataset handle = session.open(change.readVersion())) {
                return commit(handle, change);
            }
        });
    }

    private Committed commit(org.lance.Dataset handle, Change change) {
        List<CreatedFile> created = new ArrayList<>();
        List<FragmentMetadata> marked = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        change.removed().forEach(id -> removed.add(id.longValue()));
        change.marks().forEach((id, offsets) -> {
            FragmentMetadata fragment = handle.getFragment(id)
                    .deleteRows(Arrays.stream(offsets).boxed().toList());
            if (fragment == null) {
                removed.add(id.longValue());
            } else {
                marked.add(fragment);
                created.add(deletions(fragment));
            }
        });
        List<FragmentMetadata> added = added(handle, change, created);
        Update update = Update.builder()
                .newFragments(added)
                .updatedFragments(marked)
                .removedFragmentIds(removed)
                .fieldsModified(NO_FIELDS)
                .fieldsForPreservingFragBitmap(NO_FIELDS)
                .build();
        try (Transaction transaction = new Transaction.Builder()
                .readVersion(handle.version())
                .operation(update)
                .transactionProperties(change.properties())
                .build()) {
            LanceVersion version =
                    version(new CommitBuilder(handle).maxRetries(0).execute(transaction));
            created.add(LanceVersion.transactionFile(transaction));
            created.add(new CreatedFile(DatasetFolder.VERSIONS, manifestName(version.number())));
            created.removeIf(file -> !folders.folder(file.folder()).exists(file.name()));
            version.fragments().forEach(fragment -> nextFragment = Math.max(nextFragment, fragment.id() + 1));
            return new Committed(version, fragments(version, change.added()), created);
        }
    }

    private static CreatedFile deletions(FragmentMetadata fragment) {
        String name = LanceVersion.deletionFile(fragment.getId(), fragment.getDeletionFile());
        return new CreatedFile(DatasetFolder.DELETIONS, name);
    }

    /**
     * The new fragments. The library gives out ids when it commits; where rows are marked from the start, the name of
     * the file with the marks needs the id before, and the library takes one that is given.
     */
    private List<FragmentMetadata> added(org.lance.Dataset handle, Change change, List<CreatedFile> created) {
        boolean marks = change.added().stream().anyMatch(addition -> addition.dead().length > 0);
        if (marks) {
            handle.getFragments().forEach(fragment -> nextFragment = Math.max(nextFragment, fragment.getId() + 1));
        }
        int id = nextFragment;
        List<FragmentMetadata> added = new ArrayList<>();
        for (Addition addition : change.added()) {
            Written written = (Written) addition.fragment();
            written.files().forEach(file -> created.add(new CreatedFile(DatasetFolder.DATA, file.name())));
            if (!marks) {
                added.add(written.metadata());
                continue;
            }
            DeletionFile dead = addition.dead().length == 0
                    ? null
                    : MarkFile.write(session, folders, id, handle.version(), addition.dead());
            FragmentMetadata metadata = new FragmentMetadata(
                    id++,
                    written.metadata().getFiles(),
                    written.metadata().getPhysicalRows(),
                    dead,
                    written.metadata().getRowIdMeta());
            if (dead != null) {
                created.add(deletions(metadata));
            }
            added.add(metadata);
        }
        return added;
    }

    /** The fragments of a version that a change has added, by their data files, which have names of their own. */
    private List<Fragment> fragments(LanceVersion version, List<Addition> additions) {
        return additions.stream()
                .map(addition -> version.fragments().stream()
                        .filter(fragment ->
                                fragment.files().equals(addition.fragment().files()))
                        .findFirst()
                        .orElseThrow(() -> StorageException.corrupt(
                                Location.of(session.uri(), "version " + version.number()),
                                "the fragment of " + addition.fragment().files(),
                                "none")))
                .toList();
    }

    @Override
    public Committed configure(Map<String, String> settings) {
        UpdateConfig update = UpdateConfig.builder()
                .configUpdates(
                        UpdateMap.builder().updates(settings).replace(false).build())
                .build();
        return changed("settings", handle -> commit(handle, update));
    }

    private static void commit(org.lance.Dataset handle, UpdateConfig update) {
        try (Transaction transaction = new Transaction.Builder()
                .readVersion(handle.version())
                .operation(update)
                .build()) {
            new CommitBuilder(handle).maxRetries(0).execute(transaction).close();
        }
    }

    @Override
    public Committed addSeq() {
        SqlExpressions seq = new SqlExpressions.Builder()
                .withExpression(Column.SEQ.label(), "CAST(" + Column.VERSION.label() + " AS BIGINT UNSIGNED)")
                .build();
        return changed("add column seq", handle -> handle.addColumns(seq, Optional.empty()));
    }

    /** What calls do that move the handle themselves; which files they make is seen in the folders. */
    private Committed changed(String operation, Consumer<org.lance.Dataset> change) {
        return translated(session.uri(), operation, () -> {
            List<CreatedFile> before = files();
            try (org.lance.Dataset handle = session.open()) {
                change.accept(handle);
            }
            List<CreatedFile> created = files();
            created.removeAll(before);
            return new Committed(head(), List.of(), created);
        });
    }

    private List<CreatedFile> files() {
        List<CreatedFile> files = new ArrayList<>();
        for (DatasetFolder folder : DatasetFolder.values()) {
            folders.folder(folder).list().forEach(name -> files.add(new CreatedFile(folder, name)));
        }
        return files;
    }

    @Override
    public Map<String, Long> tags() {
        return translated(session.uri(), "list tags", () -> {
            try (org.lance.Dataset handle = session.open()) {
                Map<String, Long> tags = new TreeMap<>();
                for (Tag tag : handle.tags().list()) {
                    tags.put(tag.getName(), tag.getVersion());
                }
                return tags;
            }
        });
    }

    @Override
    public CreatedFile tag(String name, long version) {
        boolean there = tags().containsKey(name);
        return translated(session.uri(), "tag version " + version, () -> {
            try (org.lance.Dataset handle = session.open()) {
                if (there) {
                    handle.tags().update(name, version);
                } else {
                    handle.tags().create(name, version);
                }
            }
            return new CreatedFile(DatasetFolder.TAGS, name + ".json");
        });
    }

    @Override
    public void untag(String name) {
        if (!tags().containsKey(name)) {
            throw new StorageException(Kind.NOT_FOUND, session.uri() + " has no tag " + name);
        }
        translated(session.uri(), "remove tag", () -> {
            try (org.lance.Dataset handle = session.open()) {
                handle.tags().delete(name);
            }
            return true;
        });
    }

    @Override
    public long pruneBefore(long number) {
        CleanupPolicy policy = CleanupPolicy.builder()
                .withBeforeVersion(number)
                .withErrorIfTaggedOldVersions(false)
                .build();
        manifests.writeLock().lock();
        try {
            removeFilesBeforeTheLibrary(number);
            return translated(session.uri(), "prune before version " + number, () -> {
                try (org.lance.Dataset handle = session.open()) {
                    return handle.cleanupWithPolicy(policy).getOldVersions();
                } finally {
                    session.files().closeAll();
                }
            });
        } finally {
            manifests.writeLock().unlock();
        }
    }

    /**
     * Removes the files that only versions need which are about to go. The library does that itself, but passes over
     * all that is younger than the oldest version that stays; and one with a tag may stay for ever.
     */
    private void removeFilesBeforeTheLibrary(long number) {
        Collection<Long> tagged = tags().values();
        if (tagged.stream().noneMatch(version -> version < number)) {
            return;
        }
        Set<CreatedFile> needed = new HashSet<>();
        Set<CreatedFile> offered = new HashSet<>();
        for (VersionEntry entry : versions()) {
            boolean stays = entry.number() >= number || tagged.contains(entry.number());
            try (LanceVersion version =
                    translated(session.uri(), "prune", () -> version(session.open(entry.number())))) {
                (stays ? needed : offered).addAll(version.files());
            }
        }
        offered.removeAll(needed);
        offered.removeIf(file -> !folders.folder(file.folder()).exists(file.name()));
        offered.forEach(file -> folders.folder(file.folder()).delete(file.name()));
    }

    /** Arrow buffers that are taken at the moment, 0 when nothing is under way. */
    long allocatedBytes() {
        return session.allocatedBytes();
    }

    @Override
    public void close() {
        try {
            folders.close();
        } finally {
            session.close();
        }
    }
}
