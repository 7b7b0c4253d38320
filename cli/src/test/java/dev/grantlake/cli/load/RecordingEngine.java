package dev.grantlake.cli.load;

import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.StoreEngine;
import dev.grantlake.store.spi.SyncOutput;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An engine for tests that writes nothing, and remembers for each path what was put. It reads no file. */
public final class RecordingEngine implements StoreEngine {

    /** What {@code --engine} calls it. */
    public static final String NAME = "recording";

    private static final Map<Path, Recording> RECORDINGS = new ConcurrentHashMap<>();

    /** What was put for a path; it is forgotten. */
    public static Recording take(Path path) {
        Recording recording = RECORDINGS.remove(path);
        if (recording == null) {
            throw new AssertionError("no sync was begun for " + path);
        }
        return recording;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Recognition recognise(Path file) {
        return new Recognition(false, "");
    }

    @Override
    public StoreBackend open(Path file, OpenOptions options) {
        throw new UnsupportedOperationException("reads no file");
    }

    @Override
    public StoreSummary summary(Path file, OpenOptions options) {
        throw new UnsupportedOperationException("reads no file");
    }

    @Override
    public SyncOutput create(Path file, NewSync sync, WriteOptions options) {
        Recording recording = new Recording(sync, options);
        RECORDINGS.put(file, recording);
        return recording;
    }
}
