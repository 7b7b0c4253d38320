package dev.grantlake.lake.checkpoint;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;

/**
 * The file {@code CHECKPOINT}: lines {@code key=value} in a fixed order, the last of which is the CRC-32C of all bytes
 * before it. There is the old one or the new one, whatever happens. One thread at a time writes.
 *
 * <pre>
 * format=1
 * datasetVersion=12
 * maxSeq=345
 * firstWalSegment=3
 * schema=2
 * writtenAt=2026-11-20T21:00:00Z
 * crc32c=b44c7a84
 * </pre>
 */
public final class CheckpointFile {

    private static final String NAME = "CHECKPOINT";
    private static final String UNFINISHED = "CHECKPOINT.new";
    private static final int MAX_BYTES = 4096;
    private static final String CHECKSUM = "crc32c";
    private static final int CHECKSUM_LINE_CHARS = CHECKSUM.length() + 1 + 2 * Integer.BYTES + 1;
    /** What the dataset looks like: the five columns. */
    private static final String SCHEMA = "2";

    private static final List<String> KEYS =
            List.of("format", "datasetVersion", "maxSeq", "firstWalSegment", "schema", "writtenAt");

    private final WritableVfs root;

    /** The file in {@code root}, which stays the caller's. */
    public CheckpointFile(WritableVfs root) {
        this.root = root;
    }

    /**
     * What was found.
     *
     * @param checkpoint null if there is none that can be believed
     * @param fault why the file that is there cannot be believed; null if there is none or nothing is wrong with it
     */
    public record Found(
            @Nullable Checkpoint checkpoint, @Nullable String fault) {

        static final Found NOTHING = new Found(null, null);

        private static Found faulty(String fault) {
            return new Found(null, fault);
        }
    }

    /**
     * Reads the file.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} if it is sound and of a later version
     */
    public Found read() {
        if (!root.exists(NAME)) {
            return Found.NOTHING;
        }
        try (ReadableFile file = root.open(NAME)) {
            if (file.size() > MAX_BYTES) {
                return Found.faulty("it has " + file.size() + " bytes");
            }
            return read(file.read(0, (int) file.size()), Location.of(file.description(), "checkpoint"));
        }
    }

    private static Found read(Bytes content, Location where) {
        String text = content.toUtf8();
        int covered = text.length() - CHECKSUM_LINE_CHARS;
        if (covered < 0 || content.length() != text.length() || !text.endsWith(checksumLine(text, covered))) {
            return Found.faulty("its checksum is wrong");
        }
        String[] lines = text.substring(0, covered).split("\n", -1);
        String[] values = new String[KEYS.size()];
        for (int i = 0; i < values.length; i++) {
            String begin = KEYS.get(i) + "=";
            if (i >= lines.length || !lines[i].startsWith(begin)) {
                return Found.faulty("line " + (i + 1) + " does not say " + KEYS.get(i));
            }
            values[i] = lines[i].substring(begin.length());
        }
        if (!values[0].equals("1") || !values[4].equals(SCHEMA)) {
            throw StorageException.unsupported(
                    where, "the checkpoint is of format " + values[0] + " and schema " + values[4]);
        }
        try {
            return new Found(
                    new Checkpoint(
                            Long.parseLong(values[1]),
                            Long.parseLong(values[2]),
                            Long.parseLong(values[3]),
                            Instant.parse(values[5])),
                    null);
        } catch (NumberFormatException | DateTimeParseException | StorageException e) {
            return Found.faulty("it says what cannot be: " + e.getMessage());
        }
    }

    /** Replaces the file. When this returns, the new one is on disk, and with it all other names of the directory. */
    public void write(Checkpoint checkpoint) {
        if (root.exists(UNFINISHED)) {
            root.delete(UNFINISHED);
        }
        try (ForcedSink sink = new ForcedSink(root, UNFINISHED)) {
            sink.write(Bytes.utf8(text(checkpoint)));
            sink.finish();
        }
        root.rename(UNFINISHED, NAME);
        root.force();
    }

    private static String text(Checkpoint checkpoint) {
        List<Object> values = List.of(
                1,
                checkpoint.datasetVersion(),
                checkpoint.maxSeq(),
                checkpoint.firstWalSegment(),
                SCHEMA,
                checkpoint.writtenAt());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            text.append(KEYS.get(i)).append('=').append(values.get(i)).append('\n');
        }
        return text + checksumLine(text.toString(), text.length());
    }

    private static String checksumLine(String text, int covered) {
        int crc = new Crc32c().update(Bytes.utf8(text.substring(0, covered))).value();
        return CHECKSUM + "=" + HexFormat.of().toHexDigits(crc) + "\n";
    }
}
