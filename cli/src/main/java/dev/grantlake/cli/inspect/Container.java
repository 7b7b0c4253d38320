package dev.grantlake.cli.inspect;

import dev.grantlake.c1z.C1z;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.FullManifest;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.c1z.inspect.EnvelopeReport;
import dev.grantlake.c1z.inspect.ManifestReport;
import dev.grantlake.cli.args.Suggestions;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.pebble.RecoveryNotes;
import dev.grantlake.store.LeftOut;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreException;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container to be looked at part by part, so that what is sound shows where something else is not; or a bare database
 * directory, of which only what a payload holds can be asked for.
 */
public final class Container {

    private final Path path;
    private final OpenOptions options;

    /** The container at {@code path}; nothing is opened yet. */
    public Container(Path path, OpenOptions options) {
        this.path = path;
        this.options = options;
    }

    /** Looks at what a part of the container holds. */
    @FunctionalInterface
    public interface Look<T> {
        void at(T part) throws IOException;
    }

    /** Where in it everything lies. */
    public EnvelopeReport envelope(EnvelopeReport.Depth depth) {
        try (DiskVfs folder = folder()) {
            return EnvelopeReport.of(folder, name(), depth, readOptions(), components());
        }
    }

    /** Every field of its manifest. */
    public ManifestReport manifest() {
        try (DiskVfs folder = folder()) {
            return ManifestReport.of(folder, name());
        }
    }

    /** The types that its own descriptors describe. */
    public SelfDescription selfDescription() {
        try (DiskVfs folder = folder()) {
            C1ZManifestV3 manifest = FullManifest.read(folder, name());
            return SelfDescription.of(manifest.getDescriptors().getFileList(), path.toString());
        }
    }

    /** Shows its payload, as a directory, or the bare directory. */
    public void payload(Look<Vfs> look) throws IOException {
        if (isDirectory()) {
            try (DiskVfs directory = DiskVfs.open(path)) {
                Lease lease = DatabaseDirectory.share(directory);
                try (lease) {
                    look.at(directory);
                }
            }
            return;
        }
        try (DiskVfs folder = folder();
                C1zFile file = C1zFile.open(folder, name(), readOptions(), components())) {
            look.at(file.payload());
        }
    }

    /** Whether it is one at all, by its first bytes; what is not one may be a table by itself. */
    public boolean isContainer() {
        try (DiskVfs folder = folder()) {
            C1zKind kind = C1z.sniff(folder, name());
            return kind == C1zKind.V1 || kind == C1zKind.V3;
        }
    }

    /**
     * Shows a file of the payload, or the whole file itself.
     *
     * @param file its name in the payload, or null for what is no container
     */
    public void file(@Nullable String file, Look<ReadableFile> look) throws IOException {
        if (file == null) {
            try (DiskVfs folder = folder();
                    ReadableFile itself = folder.open(name())) {
                look.at(itself);
            }
            return;
        }
        payload(payload -> {
            List<String> names = payload.list();
            if (!names.contains(file)) {
                List<String> near = Suggestions.near(file, names, 3);
                throw StoreException.notFound("no file \"" + file + "\" in " + payload.description()
                        + (near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?"));
            }
            try (ReadableFile opened = payload.open(file)) {
                look.at(opened);
            }
        });
    }

    /**
     * What is to be said of keys and values that were shown.
     *
     * @param leftOut what is there and not among them
     * @param migration what a migration did to them, if that is how they were shown
     */
    public record Remarks(List<LeftOut> leftOut, Optional<MigrationReport> migration) {}

    /** Shows all its keys and values. */
    public Remarks entries(Look<KeyValueReader> look) throws IOException {
        if (isDirectory()) {
            try (DiskVfs directory = DiskVfs.open(path);
                    ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, PebbleFile.lsmOptions(options))) {
                look.at(database);
                return new Remarks(RecoveryNotes.of(database.recoveryReport()), Optional.empty());
            }
        }
        try (PebbleFile file = PebbleFile.open(path, options)) {
            look.at(file.entries());
            return new Remarks(file.leftOut(), file.migration());
        }
    }

    /** Whether this is a bare directory. */
    public boolean isDirectory() {
        return Files.isDirectory(path);
    }

    /** Bytes of the file, or of all files in the directory. */
    public long sizeBytes() throws IOException {
        if (!isDirectory()) {
            return Files.size(path);
        }
        long size = 0;
        try (DiskVfs directory = DiskVfs.open(path)) {
            for (String name : directory.list()) {
                size += directory.size(name);
            }
        }
        return size;
    }

    private C1zReadOptions readOptions() {
        return C1zReadOptions.fromEnvironment(options.environment());
    }

    private ReadComponents components() {
        return new ReadComponents(options.cache(), options.metrics(), options.temporaryFolder());
    }

    private DiskVfs folder() {
        Path parent = path.getParent();
        return DiskVfs.open(parent == null ? Path.of("") : parent);
    }

    private String name() {
        return String.valueOf(path.getFileName());
    }
}
