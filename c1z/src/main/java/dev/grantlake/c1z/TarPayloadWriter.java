package dev.grantlake.c1z;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.ZstdWriter;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes a payload that is a tar archive, plain or in one zstd stream. A header states the size of its file, so a file
 * is gathered first: in memory, or if it is large in a temporary file that has no name.
 */
final class TarPayloadWriter implements PayloadWriter {

    private static final int PIECE_BYTES = 1 << 20;

    private final C1zWriteOptions options;
    private final @Nullable ZstdWriter zstd;
    private final TarWriter tar;

    TarPayloadWriter(PayloadArea area, C1zWriteOptions options) {
        this.options = options;
        this.zstd =
                options.encoding() == PayloadEncoding.TAR_ZSTD ? ZstdWriter.open(options.level(), area::append) : null;
        this.tar = new TarWriter(zstd == null ? area::append : zstd::write, Location.of(area.description(), "payload"));
    }

    @Override
    public EntryBody begin(String name) {
        return new TarFile(name);
    }

    @Override
    public void finish() {
        tar.finish();
        if (zstd != null) {
            zstd.finish();
        }
    }

    @Override
    public boolean allowsGap() {
        return false;
    }

    @Override
    public Bytes tail(long base, Bytes manifest) {
        return Bytes.EMPTY;
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
    }

    private final class TarFile implements EntryBody {

        private final String name;
        private ByteSink held = new ByteSink();
        private @Nullable ScratchFile spilled;

        TarFile(String name) {
            this.name = name;
        }

        @Override
        public void append(byte[] array, int offset, int length) {
            if (spilled == null && length > options.maxHeapFileBytes() - held.size()) {
                spilled = ScratchFile.create(options.scratchFolder());
                spilled.append(Bytes.wrap(held.array(), 0, held.size()));
                held = new ByteSink(0);
            }
            if (spilled == null) {
                held.writeBytes(array, offset, length);
            } else {
                spilled.append(Bytes.wrap(array, offset, length));
            }
        }

        @Override
        public void complete() {
            if (spilled == null) {
                tar.begin(name, held.size());
                tar.write(held.array(), 0, held.size());
            } else {
                tar.begin(name, spilled.size());
                for (long done = 0; done < spilled.size(); done += PIECE_BYTES) {
                    Bytes piece = spilled.read(done, (int) Math.min(PIECE_BYTES, spilled.size() - done));
                    tar.write(piece.array(), piece.offset(), piece.length());
                }
            }
            tar.end();
            discard();
        }

        @Override
        public void discard() {
            held = new ByteSink(0);
            if (spilled != null) {
                try {
                    spilled.close();
                } catch (StorageException e) {
                    // It has no name any more, and the system takes it back.
                }
                spilled = null;
            }
        }
    }
}
