package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a folder needs for a name in it to last. */
final class Folder {

    private Folder() {}

    /** Forces the folder of {@code file} to disk, and with it that the file has this name. */
    static void forceNameOf(Path file) {
        force(file.resolveSibling(""));
    }

    /**
     * Forces all names in a folder to disk. An interrupt closes the channel, so it is taken away before and given back
     * after it.
     */
    static void force(Path folder) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (IOException e) {
            throw StorageException.io(Location.of(folder.toString(), "folder"), "force", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
