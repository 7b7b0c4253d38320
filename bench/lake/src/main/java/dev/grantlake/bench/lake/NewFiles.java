package dev.grantlake.bench.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts on disk what the library has written and left to the system. */
final class NewFiles {

    private final Path dataset;
    private final Set<String> known = new HashSet<>();

    NewFiles(Path dataset) {
        this.dataset = dataset;
    }

    /** Forces the files that were not there the last time, and the folders that they are in. */
    synchronized void force() {
        // In the order in which they need each other.
        for (String folder : List.of("data", "_deletions", "_transactions", "_versions")) {
            Path path = dataset.resolve(folder);
            String[] names = path.toFile().list();
            boolean any = false;
            for (String name : names == null ? new String[0] : names) {
                if (known.add(folder + "/" + name)) {
                    any |= force(path.resolve(name));
                }
            }
            if (any) {
                force(path);
            }
        }
    }

    private static boolean force(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (NoSuchFileException e) {
            // A temporary name, which has another one by now.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
