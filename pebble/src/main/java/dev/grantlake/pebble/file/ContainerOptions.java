package dev.grantlake.pebble.file;

import dev.grantlake.c1z.C1zWriteOptions;
import dev.grantlake.c1z.PayloadEncoding;
import dev.grantlake.lsm.bulk.BulkOptions;
import dev.grantlake.store.Packing;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;

/** What the options of a caller mean for the container, and for the database that is loaded into it. */
public final class ContainerOptions {

    private ContainerOptions() {}

    /** How a container is written, packed as the caller says. */
    public static C1zWriteOptions of(WriteOptions options) {
        return C1zWriteOptions.defaults()
                .withEncoding(encoding(options.packing()))
                .withLevel(options.compressionLevel())
                .withThreads(options.threads())
                .withScratchFolder(options.temporaryFolder());
    }

    private static PayloadEncoding encoding(Packing packing) {
        return switch (packing) {
            case INDEXED_ZSTD -> PayloadEncoding.INDEXED_ZSTD;
            case TAR_ZSTD -> PayloadEncoding.TAR_ZSTD;
            case TAR -> PayloadEncoding.TAR;
        };
    }

    /** How a database is loaded. */
    public static BulkOptions loading(WriteOptions options) {
        return BulkOptions.DEFAULT
                .with(
                        options.layout() == TableLayout.BLOCKS
                                ? BulkOptions.Compression.ZSTD
                                : BulkOptions.Compression.NONE)
                .with(AccessGroups.INSTANCE)
                .withThreads(options.threads());
    }
}
