package dev.grantlake.vfs;

/**
 * A new file of a directory, for writers of whole files: {@code name -> new ForcedSink(directory, name)} is a
 * {@link FileTarget}. The name is taken at once. When {@link #finish} returns, the content is on disk; the name is when
 * the directory is forced. A file that is given up is deleted.
 */
public final class ForcedSink implements FileSink {

    private final WritableVfs directory;
    private final String name;
    private final WritableFile file;
    private boolean finished;
    private boolean closed;

    /** Creates the file; {@code ALREADY_EXISTS} if the name is taken. */
    public ForcedSink(WritableVfs directory, String name) {
        this.directory = directory;
        this.name = name;
        this.file = directory.createFile(name);
    }

    @Override
    public String description() {
        return file.description();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void write(byte[] array, int offset, int length) {
        file.write(array, offset, length);
    }

    @Override
    public void finish() {
        file.force();
        file.close();
        finished = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            file.close();
        } finally {
            if (!finished) {
                directory.delete(name);
            }
        }
    }
}
