package dev.grantlake.c1z;

import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.ReadableFile;

import java.nio.file.Path;

/** Reads containers behind the class loader of {@link ColdStartTest}; its methods use types of the JDK only. */
public final class HeadReader {

    private HeadReader() {}

    /** The engine in the head of a container. */
    public static String engineOf(Path container) {
        try (DiskVfs folder = DiskVfs.open(container.resolveSibling(""))) {
            return C1z.readHead(folder, container.getFileName().toString()).engine();
        }
    }

    /** The first byte of the first file of a container. */
    public static byte firstByteOf(Path container) {
        try (DiskVfs folder = DiskVfs.open(container.resolveSibling(""));
                C1zFile file = C1zFile.open(folder, container.getFileName().toString(), C1zReadOptions.defaults());
                ReadableFile first = file.payload().open(file.payload().list().get(0))) {
            return first.read(0, 1).at(0);
        }
    }
}
