package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.MemoryVfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;

/** Directories that Go wrote, out of the archives of the fixtures. */
public final class PebbleFixtures {

    private static final int TAR_BLOCK = 512;

    private PebbleFixtures() {}

    /** One directory of an archive, for example {@code ("wal", "wal_empty")}. */
    public static MemoryVfs directory(String archive, String directory) {
        byte[] tar;
        try {
            tar = Files.readAllBytes(Fixtures.path("pebble/" + archive + ".tar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        MemoryVfs result = new MemoryVfs(directory);
        int position = 0;
        while (tar[position] != 0) {
            String path = text(tar, position, 100);
            int size = Integer.parseInt(text(tar, position + 124, 12).strip(), 8);
            position += TAR_BLOCK;
            if (path.startsWith(directory + "/") && !path.endsWith("/")) {
                byte[] content = Arrays.copyOfRange(tar, position, position + size);
                result.put(path.substring(directory.length() + 1), Bytes.wrap(content));
            }
            position += (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
        }
        return result;
    }

    private static String text(byte[] tar, int offset, int length) {
        String field = new String(tar, offset, length, StandardCharsets.US_ASCII);
        int end = field.indexOf(0);
        return end < 0 ? field : field.substring(0, end);
    }
}
