package dev.grantlake.ops.verify;

import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1z;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks a file or a database directory completely: every checksum, hash and bound, every key against its record, every
 * index entry against its row and back, digests, statistics and summaries against what the rows make. Damage in one
 * place keeps nobody from the others; what it costs is said in terms of the access it touches. Memory does not grow
 * with the rows. Nothing is written but temporary data.
 */
public final class Verification {

    private final VerificationOptions options;

    public Verification(VerificationOptions options) {
        this.options = options;
    }

    /**
     * Checks a {@code .c1z} file. One of format v1 is checked by the engine that opens it.
     *
     * @param findings is called by several threads, one at a time, while the check goes on
     * @throws StorageException of kind {@code NOT_FOUND} or {@code IO} if the file cannot be read at all
     */
    public VerificationResult file(Path path, Findings findings) {
        Path parent = path.getParent();
        String name = String.valueOf(path.getFileName());
        try (Vfs folder = DiskVfs.open(parent == null ? Path.of("") : parent)) {
            if (C1z.sniff(folder, name) == C1zKind.V1) {
                Journal journal = new Journal(findings, options.maxOfCode());
                boolean readable = new StoreCheck(options.open(), journal).run(path);
                return new VerificationResult(readable, journal.counts());
            }
            return file(folder, name, findings);
        }
    }

    /** As {@link #file(Path, Findings)}, for the file {@code name} of format v3 in {@code folder}. */
    public VerificationResult file(Vfs folder, String name, Findings findings) {
        Journal journal = new Journal(findings, options.maxOfCode());
        ReadComponents components = new ReadComponents(
                options.open().cache(), options.open().metrics(), options.open().temporaryFolder());
        C1zReadOptions readOptions =
                C1zReadOptions.fromEnvironment(options.open().environment()).withCheckManifestHash(false);
        boolean readable = false;
        try (Workers workers = new Workers(options.threads());
                C1zFile file = C1zFile.open(folder, name, readOptions, components)) {
            ContainerCheck container = new ContainerCheck(file, journal);
            options.progress().accept(Layer.CONTAINER);
            container.manifest(folder, name);
            container.run(workers);
            readable = file.files().isEmpty()
                    || new DatabaseCheck(file.payload(), Optional.of(file.head()), options, journal, workers).run();
        } catch (StorageException e) {
            switch (e.kind()) {
                case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED ->
                    journal.add(Finding.of(FindingCode.CONTAINER_UNREADABLE, e, folder.description() + "/" + name));
                default -> throw e;
            }
        }
        return new VerificationResult(readable, journal.counts());
    }

    /** Checks a database directory, and its records if it has some of ours. */
    public VerificationResult directory(Path path, Findings findings) {
        try (Vfs directory = DiskVfs.open(path)) {
            return directory(directory, findings);
        }
    }

    /** As {@link #directory(Path, Findings)}. */
    public VerificationResult directory(Vfs directory, Findings findings) {
        Journal journal = new Journal(findings, options.maxOfCode());
        try (Workers workers = new Workers(options.threads())) {
            boolean readable = new DatabaseCheck(directory, Optional.empty(), options, journal, workers).run();
            return new VerificationResult(readable, journal.counts());
        }
    }
}
