package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.MemoryVfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories with one file, the container {@link #NAME}. */
final class Containers {

    static final String NAME = "test.c1z";

    private Containers() {}

    static MemoryVfs of(byte[] container) {
        return new MemoryVfs("memory").put(NAME, Bytes.wrap(container));
    }

    static MemoryVfs of(Path container) throws IOException {
        return of(Files.readAllBytes(container));
    }
}
