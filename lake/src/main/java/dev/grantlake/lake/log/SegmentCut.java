package dev.grantlake.lake.log;

import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableVfs;

/**
 * Changes segments that nobody writes to, so that a loss of power leaves the old or the new one: a directory has no way
 * to shorten a file, so what stays is copied and takes its place.
 */
final class SegmentCut {

    private static final String UNFINISHED = ".cut";
    private static final String ASIDE = ".damaged";
    private static final int CHUNK_BYTES = 1 << 20;

    private final WritableVfs directory;

    SegmentCut(WritableVfs directory) {
        this.directory = directory;
    }

    /** Deletes what an earlier try has left. */
    void removeLeftovers() {
        for (String name : directory.list()) {
            if (name.endsWith(UNFINISHED)) {
                directory.delete(name);
            }
        }
    }

    /**
     * Puts the first bytes of a segment in its place, or an empty one if not even its header stays.
     *
     * @param reserved the largest sequence number that what goes away can have had, which the segment then says; 0 for
     *     none
     * @return bytes that the segment then has
     */
    long replace(long number, long kept, long reserved) {
        String name = SegmentFormat.name(number);
        String unfinished = name + UNFINISHED;
        long size;
        try (ForcedSink copy = new ForcedSink(directory, unfinished)) {
            if (kept < SegmentFormat.HEADER_BYTES) {
                byte[] header = SegmentFormat.header(number);
                copy.write(header, 0, header.length);
            } else {
                copy(name, kept, copy);
            }
            if (reserved > 0) {
                CommitRecord reservation = CommitRecord.reservation(reserved);
                byte[] group = new byte[SegmentFormat.GROUP_HEAD_BYTES + reservation.sizeBytes()];
                SegmentFormat.putGroupHead(group, 0, copy.size());
                reservation.copyTo(group, SegmentFormat.GROUP_HEAD_BYTES);
                copy.write(group, 0, group.length);
            }
            size = copy.size();
            copy.finish();
        }
        directory.rename(unfinished, name);
        directory.force();
        return size;
    }

    private void copy(String name, long count, ForcedSink copy) {
        try (ReadableFile original = directory.open(name)) {
            for (long done = 0; done < count; done += CHUNK_BYTES) {
                copy.write(original.read(done, (int) Math.min(CHUNK_BYTES, count - done)));
            }
        }
    }

    /** Gives the file of a segment one more name, under which no replay takes it for one, and returns that. */
    String keepAside(long number) {
        String name = SegmentFormat.name(number);
        String aside = name + ASIDE;
        for (int i = 2; directory.exists(aside); i++) {
            aside = name + ASIDE + "." + i;
        }
        directory.linkOrCopy(directory, name, aside);
        return aside;
    }
}
