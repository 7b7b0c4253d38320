package dev.grantlake.testkit.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A copy of a file that is damaged in place and made whole again, since writing it anew each time takes longer. */
final class DamagedFile implements AutoCloseable {

    private final Path path;
    private final byte[] sound;
    private final FileChannel channel;

    DamagedFile(Path folder, byte[] sound) throws IOException {
        this.path = Files.write(folder.resolve("damaged.c1z"), sound);
        this.sound = sound;
        this.channel = FileChannel.open(path, StandardOpenOption.WRITE);
    }

    Path path() {
        return path;
    }

    int size() {
        return sound.length;
    }

    /** Cuts the file to a length that is not above the one it has. */
    void cut(int length) throws IOException {
        channel.truncate(length);
    }

    /** Inverts one bit; the same call again makes the file whole. */
    void flip(int bit) throws IOException {
        int at = bit / Byte.SIZE;
        write(at, (byte) (sound[at] ^ 1 << bit % Byte.SIZE));
    }

    /** Takes back what {@link #flip} did. */
    void restore(int bit) throws IOException {
        int at = bit / Byte.SIZE;
        write(at, sound[at]);
    }

    private void write(int at, byte value) throws IOException {
        channel.write(ByteBuffer.wrap(new byte[] {value}), at);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.delete(path);
    }
}
