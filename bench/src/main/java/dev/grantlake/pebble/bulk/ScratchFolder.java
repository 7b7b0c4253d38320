package dev.grantlake.pebble.bulk;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of a benchmark's own for what does not fit into memory; gone afterwards. */
@State(Scope.Thread)
public class ScratchFolder {

    /** How much memory a sorter is given: enough for all, or the least it works with. */
    public enum Memory {
        AMPLE(1L << 30),
        LEAST(0);

        final long bytes;

        Memory(long bytes) {
            this.bytes = bytes;
        }
    }

    private Path path = Path.of("");

    @Setup
    public void make() throws IOException {
        path = Files.createTempDirectory("grantlake-bench");
    }

    /** Scratch files have no name, so the folder is empty. */
    @TearDown
    public void remove() throws IOException {
        Files.delete(path);
    }

    Path path() {
        return path;
    }
}
