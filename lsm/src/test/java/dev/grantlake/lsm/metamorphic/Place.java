package dev.grantlake.lsm.metamorphic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one database; gone, with all that is in it, when it is closed. */
record Place(Path folder) implements AutoCloseable {

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> innerFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : innerFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
