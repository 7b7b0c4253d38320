package dev.grantlake.lake.testing;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetConflict;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.dataset.Operation;
import dev.grantlake.lake.dataset.SchemaCheck;
import dev.grantlake.lake.dataset.VersionEntry;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import dev.grantlake.vfs.WritableVfs;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A dataset that does as the library does: files that nobody forces, a manifest that only one can publish under its
 * number, commits rebased over appends and refused over changes of the same fragments, pruning that asks no reader.
 */
final class FakeDataset implements Dataset {

    private final FakeDatasetLocation location;
    private final InstantSource clock;

    private record Written(int rows, List<DataFile> files) implements NewFragment {}

    FakeDataset(FakeDatasetLocation location, InstantSource clock) {
        this.location = location;
        this.clock = clock;
    }

    static Dataset create(FakeDatasetLocation location, InstantSource clock, int columns) {
        FakeDataset dataset = new FakeDataset(location, clock);
        FakeManifest first = new FakeManifest(
                1, clock.instant(), Operation.OVERWRITE, columns, Map.of(), Map.of(), List.of(), Set.of(), 0);
        dataset.publish(first);
        return dataset;
    }

    static Dataset open(FakeDatasetLocation location, InstantSource clock) {
        FakeDataset dataset = new FakeDataset(location, clock);
        dataset.head().close();
        return dataset;
    }

    @Override
    public String description() {
        return location.description();
    }

    @Override
    public DatasetFolders folders() {
        return location.folders();
    }

    WritableVfs folder(DatasetFolder folder) {
        return folders().folder(folder);
    }

    @Override
    public DatasetVersion head() {
        return new FakeVersion(this, newest());
    }

    @Override
    public DatasetVersion at(long number) {
        FakeManifest manifest = manifest(number);
        for (Fragment fragment : manifest.fragments()) {
            if (fragment.missingIn(folders()) != null) {
                throw new StorageException(Kind.NOT_FOUND, "version " + number + " has lost a file");
            }
        }
        return new FakeVersion(this, manifest);
    }

    @Override
    public List<VersionEntry> versions() {
        List<VersionEntry> versions = new ArrayList<>();
        numbers()
                .forEach(number ->
                        versions.add(new VersionEntry(number, manifest(number).time())));
        return versions;
    }

    @Override
    public String manifestName(long number) {
        return FakeManifest.name(number);
    }

    private NavigableSet<Long> numbers() {
        NavigableSet<Long> numbers = new TreeSet<>();
        for (String name : folder(DatasetFolder.VERSIONS).list()) {
            long number = FakeManifest.number(name);
            if (number > 0) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private FakeManifest newest() {
        NavigableSet<Long> numbers = numbers();
        if (numbers.isEmpty()) {
            throw new StorageException(Kind.NOT_FOUND, description() + " is no dataset");
        }
        return manifest(numbers.last());
    }

    private FakeManifest manifest(long number) {
        String name = FakeManifest.name(number);
        return FakeManifest.decode(FakeFile.read(folder(DatasetFolder.VERSIONS), name), name);
    }

    @Override
    public List<NewFragment> write(Rows rows, long batch, int maxRows) {
        List<NewFragment> written = new ArrayList<>();
        RowCursor walk = rows.walk();
        FakeVersion newest = new FakeVersion(this, newest());
        if (!SchemaCheck.isFormat1(newest.columns())) {
            SchemaCheck.require(description(), newest.columns());
        }
        boolean seqs = newest.columns().contains(Column.SEQ.description());
        for (ByteSink part = FakeFile.encode(walk, maxRows, batch, seqs);
                part != null;
                part = FakeFile.encode(walk, maxRows, batch, seqs)) {
            int count = FakeFile.rows(part);
            written.add(new Written(count, List.of(dataFile(part))));
        }
        return written;
    }

    private DataFile dataFile(ByteSink content) {
        String name = FakeFile.newName(".lance");
        return new DataFile(name, FakeFile.write(folder(DatasetFolder.DATA), name, FakeFile.summed(content)));
    }

    @Override
    public Committed commit(Change change) {
        Set<Integer> touched = new TreeSet<>(change.removed());
        touched.addAll(change.marks().keySet());
        FakeManifest newest = newest();
        for (long number = change.readVersion() + 1; number <= newest.number(); number++) {
            FakeManifest other = manifest(number);
            boolean rebased = other.operation() == Operation.APPEND
                    || other.operation() == Operation.CONFIG
                    || (other.operation() == Operation.UPDATE && Collections.disjoint(other.touched(), touched));
            if (!rebased) {
                throw new DatasetConflict("Retryable commit conflict for version " + number + ". Please retry.", null);
            }
        }
        List<CreatedFile> created = new ArrayList<>();
        List<Fragment> fragments = new ArrayList<>();
        for (Fragment fragment : newest.fragments()) {
            if (!change.removed().contains(fragment.id())) {
                int[] marks = change.marks().get(fragment.id());
                fragments.add(marks == null ? fragment : marked(fragment, marks, created));
            }
        }
        List<Fragment> added = new ArrayList<>();
        int next = newest.nextFragment();
        for (Addition addition : change.added()) {
            NewFragment fragment = addition.fragment();
            fragment.files().forEach(file -> created.add(new CreatedFile(DatasetFolder.DATA, file.name())));
            Fragment whole = new Fragment(next++, fragment.rows(), 0, fragment.files(), null);
            added.add(addition.dead().length == 0 ? whole : marked(whole, addition.dead(), created));
        }
        fragments.addAll(added);
        Operation operation =
                touched.isEmpty() && !added.isEmpty() && change.properties().isEmpty()
                        ? Operation.APPEND
                        : Operation.UPDATE;
        int largest = next;
        return publishNext(
                newest,
                operation,
                change.properties(),
                created,
                added,
                before -> new FakeManifest(
                        before.number(),
                        before.time(),
                        before.operation(),
                        before.columns(),
                        before.properties(),
                        before.config(),
                        fragments,
                        touched,
                        largest));
    }

    private Fragment marked(Fragment fragment, int[] marks, List<CreatedFile> created) {
        Set<Integer> all = new TreeSet<>(deletions(fragment));
        for (int mark : marks) {
            if (mark >= 0 && mark < fragment.rows()) {
                all.add(mark);
            }
        }
        String name = fragment.id() + "-" + FakeFile.newName(".arrow");
        int[] offsets = all.stream().mapToInt(Integer::intValue).toArray();
        FakeFile.write(folder(DatasetFolder.DELETIONS), name, FakeFile.encode(offsets));
        created.add(new CreatedFile(DatasetFolder.DELETIONS, name));
        return new Fragment(fragment.id(), fragment.rows(), all.size(), fragment.files(), name);
    }

    Set<Integer> deletions(Fragment fragment) {
        String name = fragment.deletionFile();
        return name == null
                ? Set.of()
                : new HashSet<>(FakeFile.decodeOffsets(FakeFile.read(folder(DatasetFolder.DELETIONS), name), name));
    }

    @Override
    public Committed configure(Map<String, String> settings) {
        FakeManifest newest = newest();
        Map<String, String> config = new TreeMap<>(newest.config());
        config.putAll(settings);
        return publishNext(
                newest,
                Operation.CONFIG,
                Map.of(),
                new ArrayList<>(),
                List.of(),
                next -> new FakeManifest(
                        next.number(),
                        next.time(),
                        next.operation(),
                        next.columns(),
                        next.properties(),
                        config,
                        next.fragments(),
                        Set.of(),
                        next.nextFragment()));
    }

    @Override
    public Committed addSeq() {
        FakeManifest newest = newest();
        List<CreatedFile> created = new ArrayList<>();
        List<Fragment> fragments = new ArrayList<>();
        for (Fragment fragment : newest.fragments()) {
            ByteSink seqs = new ByteSink().writeByte(1).writeIntLe(fragment.rows());
            for (FakeFile.Row row : FakeVersion.rows(this, fragment)) {
                seqs.writeVarint(0).writeVarint(0).writeLongLe(0).writeByte(0).writeLongLe(row.version());
            }
            DataFile file = dataFile(seqs);
            created.add(new CreatedFile(DatasetFolder.DATA, file.name()));
            List<DataFile> files = new ArrayList<>(fragment.files());
            files.add(file);
            fragments.add(
                    new Fragment(fragment.id(), fragment.rows(), fragment.deleted(), files, fragment.deletionFile()));
        }
        return publishNext(
                newest,
                Operation.SCHEMA,
                Map.of(),
                created,
                List.of(),
                next -> new FakeManifest(
                        next.number(),
                        next.time(),
                        next.operation(),
                        5,
                        next.properties(),
                        next.config(),
                        fragments,
                        Set.of(),
                        next.nextFragment()));
    }

    /** A version of the first {@code columns} columns and no rows. */
    Committed overwrite(int columns) {
        return publishNext(
                newest(),
                Operation.OVERWRITE,
                Map.of(),
                new ArrayList<>(),
                List.of(),
                next -> new FakeManifest(
                        next.number(),
                        next.time(),
                        next.operation(),
                        columns,
                        next.properties(),
                        next.config(),
                        List.of(),
                        Set.of(),
                        next.nextFragment()));
    }

    private Committed publishNext(
            FakeManifest newest,
            Operation operation,
            Map<String, String> properties,
            List<CreatedFile> created,
            List<Fragment> added,
            UnaryOperator<FakeManifest> change) {
        FakeManifest next = change.apply(new FakeManifest(
                newest.number() + 1,
                clock.instant(),
                operation,
                newest.columns(),
                properties,
                newest.config(),
                newest.fragments(),
                Set.of(),
                newest.nextFragment()));
        String transaction = newest.number() + "-" + FakeFile.newName(".txn");
        FakeFile.write(folder(DatasetFolder.TRANSACTIONS), transaction, Bytes.utf8(operation.name()));
        created.add(new CreatedFile(DatasetFolder.TRANSACTIONS, transaction));
        publish(next);
        created.add(new CreatedFile(DatasetFolder.VERSIONS, FakeManifest.name(next.number())));
        return new Committed(new FakeVersion(this, next), added, created);
    }

    /** A link is there or not, and only one can make it. */
    private void publish(FakeManifest manifest) {
        WritableVfs versions = folder(DatasetFolder.VERSIONS);
        String temporary = FakeFile.newName(".tmp");
        FakeFile.write(versions, temporary, FakeFile.summed(new ByteSink().writeBytes(manifest.encode())));
        try {
            versions.linkOrCopy(versions, temporary, FakeManifest.name(manifest.number()));
        } catch (StorageException e) {
            if (e.kind() == Kind.ALREADY_EXISTS) {
                throw new DatasetConflict("Retryable commit conflict for version " + manifest.number(), e);
            }
            throw e;
        } finally {
            versions.delete(temporary);
        }
    }

    @Override
    public Map<String, Long> tags() {
        Map<String, Long> tags = new TreeMap<>();
        WritableVfs folder = folder(DatasetFolder.TAGS);
        for (String name : folder.list()) {
            // What a failure has left beside them is none.
            if (name.endsWith(".json")) {
                tags.put(name.substring(0, name.length() - 5), FakeFile.readTag(folder, name));
            }
        }
        return tags;
    }

    @Override
    public CreatedFile tag(String name, long version) {
        manifest(version);
        WritableVfs folder = folder(DatasetFolder.TAGS);
        String temporary = FakeFile.newName(".tmp");
        FakeFile.write(folder, temporary, Bytes.utf8("{" + version + "}"));
        folder.rename(temporary, name + ".json");
        return new CreatedFile(DatasetFolder.TAGS, name + ".json");
    }

    @Override
    public void untag(String name) {
        folder(DatasetFolder.TAGS).delete(name + ".json");
    }

    @Override
    public long pruneBefore(long number) {
        Set<Long> kept = new TreeSet<>(tags().values());
        Set<String> needed = new HashSet<>();
        Set<String> offered = new HashSet<>();
        List<Long> pruned = new ArrayList<>();
        for (long version : numbers()) {
            boolean keep = version >= number || kept.contains(version);
            if (!keep) {
                pruned.add(version);
            }
            for (Fragment fragment : manifest(version).fragments()) {
                Set<String> names = keep ? needed : offered;
                fragment.files().forEach(file -> names.add(file.name()));
                String marks = fragment.deletionFile();
                if (marks != null) {
                    names.add(marks);
                }
            }
        }
        // Manifests last, as the library does it: what is cut off can be done again.
        offered.removeAll(needed);
        // What a crash has left of an earlier pruning may name files that are gone.
        for (WritableVfs folder : List.of(folder(DatasetFolder.DATA), folder(DatasetFolder.DELETIONS))) {
            offered.stream().filter(folder::exists).forEach(folder::delete);
        }
        for (long version : pruned) {
            WritableVfs transactions = folder(DatasetFolder.TRANSACTIONS);
            transactions.list().stream()
                    .filter(name -> name.startsWith(version - 1 + "-"))
                    .forEach(transactions::delete);
            folder(DatasetFolder.VERSIONS).delete(FakeManifest.name(version));
        }
        return pruned.size();
    }

    @Override
    public void close() {}
}
