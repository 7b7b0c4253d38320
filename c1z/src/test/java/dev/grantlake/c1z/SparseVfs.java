package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A directory with one file, {@link Containers#NAME}, that is far larger than memory: pieces in a sea of zeros. */
final class SparseVfs implements Vfs {

    private final TreeMap<Long, Bytes> pieces = new TreeMap<>();
    private long size;

    /** Puts a piece at {@code offset}, which also ends the file if nothing lies farther out. */
    SparseVfs put(long offset, byte[] piece) {
        pieces.put(offset, Bytes.wrap(piece));
        size = Math.max(size, offset + piece.length);
        return this;
    }

    @Override
    public String description() {
        return "sparse";
    }

    @Override
    public List<String> list() {
        return List.of(Containers.NAME);
    }

    @Override
    public long size(String name) {
        return size;
    }

    @Override
    public boolean exists(String name) {
        return name.equals(Containers.NAME);
    }

    @Override
    public ReadableFile open(String name) {
        return new SparseFile();
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private final class SparseFile implements ReadableFile {

        @Override
        public String description() {
            return "sparse/" + Containers.NAME;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public Bytes read(long offset, int length) {
            ReadableFile.requireInside(description(), size, offset, length);
            byte[] result = new byte[length];
            for (Map.Entry<Long, Bytes> piece : pieces.entrySet()) {
                long from = Math.max(offset, piece.getKey());
                long to = Math.min(
                        offset + length, piece.getKey() + piece.getValue().length());
                for (long at = from; at < to; at++) {
                    result[(int) (at - offset)] = piece.getValue().at((int) (at - piece.getKey()));
                }
            }
            return Bytes.wrap(result);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
