package dev.grantlake.vfs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The calls to the system that put a file that is written in its place. What a loss of power leaves is a matter of
 * their order, so a test notes it, and lets each of them fail.
 */
interface PlacingCalls {

    /** The system's own. */
    PlacingCalls ON_DISK = new PlacingCalls() {

        @Override
        public void force(RandomAccessFile file) throws IOException {
            file.getFD().sync();
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void link(Path name, Path file) throws IOException {
            Files.createLink(name, file);
        }

        @Override
        public void forceNameOf(Path file) {
            Folder.forceNameOf(file);
        }
    };

    /** Puts what was written to a file on disk. */
    void force(RandomAccessFile file) throws IOException;

    /** Gives a file another name, whoever has it. */
    void rename(Path from, Path to) throws IOException;

    /** Gives a file a second name, which is nobody's. */
    void link(Path name, Path file) throws IOException;

    /** Puts all names of the folder of a file on disk; fails with a {@code StorageException}. */
    void forceNameOf(Path file);
}
