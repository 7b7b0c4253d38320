package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.Map;
import java.util.TreeMap;

/** Everything in a directory, read. */
final class Contents {

    private Contents() {}

    static Map<String, Bytes> of(Vfs directory) {
        Map<String, Bytes> contents = new TreeMap<>();
        for (String name : directory.list()) {
            try (ReadableFile file = directory.open(name)) {
                contents.put(name, file.read(0, Math.toIntExact(file.size())));
            }
        }
        return contents;
    }
}
