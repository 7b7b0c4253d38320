package dev.grantlake.cli.inspect;

import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.FullManifest;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.c1z.inspect.EnvelopeReport;
import dev.grantlake.c1z.inspect.ManifestReport;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;

import java.io.IOException;
import java.nio.file.Path;

/** A container to be looked at part by part, so that what is sound shows where something else is not. */
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

    /** Shows its payload, as a directory. */
    public void payload(Look<Vfs> look) throws IOException {
        try (DiskVfs folder = folder();
                C1zFile file = C1zFile.open(folder, name(), readOptions(), components())) {
            look.at(file.payload());
        }
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
