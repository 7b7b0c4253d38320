package dev.grantlake.vfs;

/** Copies a file from one directory to another where it cannot be linked. */
final class FileCopy {

    private static final int CHUNK_BYTES = 1 << 20;

    private FileCopy() {}

    /** The whole of it, forced, under a new name; or nothing. */
    static void copy(Vfs source, String from, WritableVfs target, String to) {
        try (ReadableFile original = source.open(from);
                ForcedSink copy = new ForcedSink(target, to)) {
            for (long done = 0; done < original.size(); done += CHUNK_BYTES) {
                copy.write(original.read(done, (int) Math.min(CHUNK_BYTES, original.size() - done)));
            }
            copy.finish();
        }
    }
}
