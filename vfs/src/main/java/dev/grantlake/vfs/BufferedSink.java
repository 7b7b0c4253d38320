package dev.grantlake.vfs;

/**
 * A file that is written in pieces of some size, whatever the pieces are that come: for writers of many small ones, to
 * whom each call of the system costs more than a copy. Its size counts what is still to be written.
 */
public final class BufferedSink implements FileSink {

    private final FileSink file;
    private final byte[] buffer;
    private int buffered;
    private boolean over;

    /**
     * Nothing is written yet.
     *
     * @param file belongs to this from now on
     * @param bufferBytes 1 or more
     */
    public BufferedSink(FileSink file, int bufferBytes) {
        this.file = file;
        this.buffer = new byte[bufferBytes];
    }

    @Override
    public String description() {
        return file.description();
    }

    @Override
    public long size() {
        return file.size() + buffered;
    }

    @Override
    public void write(byte[] array, int offset, int length) {
        if (length > buffer.length - buffered) {
            writeBuffered();
        }
        // After the end it is the file's to refuse it.
        if (length >= buffer.length || over) {
            file.write(array, offset, length);
        } else {
            System.arraycopy(array, offset, buffer, buffered, length);
            buffered += length;
        }
    }

    @Override
    public void finish() {
        writeBuffered();
        over = true;
        file.finish();
    }

    @Override
    public void close() {
        over = true;
        file.close();
    }

    private void writeBuffered() {
        int length = buffered;
        if (length > 0) {
            buffered = 0;
            file.write(buffer, 0, length);
        }
    }
}
