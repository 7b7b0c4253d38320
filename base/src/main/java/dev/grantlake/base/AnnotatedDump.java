package dev.grantlake.base;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes bytes with what they mean, as a tree of sections:
 *
 * <pre>
 * footer
 *   000276-000277 | 01                      | checksum: crc32c
 *   000277-00027a | d1 04 20                | metaindex: offset 593, length 32
 *   00027a-0002a7 | 49 16 00 00 00 00 00 00 | index, and padding
 *                 | 00 00 00 00 00 00 00 00 |
 *                 | 00 00 00 00 00 00 00 00 |
 *                 | 21 more bytes           |
 * </pre>
 *
 * A {@linkplain #begin(String, Bytes, long) region} has bytes of its own and a position in them; each item explains the
 * next bytes; what is left when the region ends is shown as unexplained, so nothing goes unseen. A plain
 * {@linkplain #begin(String) section} groups items of the region around it. The output is bounded: long items are
 * shortened, and after so many lines only {@link #full} still changes. Belongs to one thread.
 */
public final class AnnotatedDump {

    private static final int BYTES_PER_ROW = 8;
    private static final int ROWS_PER_ITEM = 3;
    private static final int HEX_WIDTH = BYTES_PER_ROW * 3 - 1;

    private final Appendable out;
    private final long maxLines;
    private final Deque<Section> open = new ArrayDeque<>();
    private long lines;

    /** One level of the tree; its region is the innermost one that has bytes. */
    private static final class Section {

        private final boolean ownsRegion;
        private final @Nullable Region region;

        Section(boolean ownsRegion, @Nullable Region region) {
            this.ownsRegion = ownsRegion;
            this.region = region;
        }
    }

    private static final class Region {

        private final Bytes bytes;
        private final long origin;
        private int position;

        Region(Bytes bytes, long origin) {
            this.bytes = bytes;
            this.origin = origin;
        }
    }

    /**
     * A dump that goes to {@code out}.
     *
     * @param maxLines the most lines to write, without the last one that says that there were more
     */
    public AnnotatedDump(Appendable out, long maxLines) {
        this.out = out;
        this.maxLines = maxLines;
    }

    /** Opens a section that groups items of the region around it. */
    public AnnotatedDump begin(String title) {
        line(title);
        open.push(new Section(false, open.isEmpty() ? null : open.peek().region));
        return this;
    }

    /**
     * Opens a section with bytes of its own; the position is at their start.
     *
     * @param origin offset to show for the first byte, in a file or in a decoded block
     */
    public AnnotatedDump begin(String title, Bytes bytes, long origin) {
        line(title);
        open.push(new Section(true, new Region(bytes, origin)));
        return this;
    }

    /** Closes the innermost section; bytes of its own that no item explained are shown as such. */
    public AnnotatedDump end() {
        Section section = open.peek();
        if (section == null) {
            throw new IllegalStateException("no open section");
        }
        if (section.ownsRegion && remaining() > 0) {
            item(remaining(), "unexplained");
        }
        open.pop();
        return this;
    }

    /** Explains the next {@code length} bytes of the region; there must be so many. */
    public AnnotatedDump item(int length, String meaning) {
        Region region = region();
        Bytes bytes = region.bytes.slice(region.position, length);
        String range =
                String.format("%06x-%06x", region.origin + region.position, region.origin + region.position + length);
        row(range, hexRow(bytes, 0), meaning);
        int rows = (length + BYTES_PER_ROW - 1) / BYTES_PER_ROW;
        String blank = " ".repeat(range.length());
        for (int row = 1; row < Math.min(rows, ROWS_PER_ITEM); row++) {
            row(blank, hexRow(bytes, row), "");
        }
        if (rows > ROWS_PER_ITEM) {
            row(blank, (length - ROWS_PER_ITEM * BYTES_PER_ROW) + " more bytes", "");
        }
        region.position += length;
        return this;
    }

    /** A remark without bytes. */
    public AnnotatedDump note(String text) {
        line(text);
        return this;
    }

    /** Where the next item starts, from the start of the region. */
    public int position() {
        return region().position;
    }

    /** Bytes of the region that no item has explained yet. */
    public int remaining() {
        Region region = region();
        return region.bytes.length() - region.position;
    }

    /** Whether the bound on lines is reached, so that going on is in vain. */
    public boolean full() {
        return lines >= maxLines;
    }

    private Region region() {
        Section section = open.peek();
        if (section == null || section.region == null) {
            throw new IllegalStateException("no open section has bytes");
        }
        return section.region;
    }

    private static String hexRow(Bytes bytes, int row) {
        StringBuilder hex = new StringBuilder(HEX_WIDTH);
        int end = Math.min(bytes.length(), (row + 1) * BYTES_PER_ROW);
        for (int i = row * BYTES_PER_ROW; i < end; i++) {
            hex.append(hex.isEmpty() ? "" : " ");
            hex.append(Character.forDigit(bytes.at(i) >> 4 & 0xf, 16));
            hex.append(Character.forDigit(bytes.at(i) & 0xf, 16));
        }
        return hex.toString();
    }

    private void row(String range, String hex, String meaning) {
        line(range + " | " + hex + " ".repeat(Math.max(0, HEX_WIDTH - hex.length())) + " |"
                + (meaning.isEmpty() ? "" : " " + meaning));
    }

    private void line(String text) {
        try {
            if (lines < maxLines) {
                out.append("  ".repeat(open.size())).append(text).append('\n');
            } else if (lines == maxLines) {
                out.append("… more than " + maxLines + " lines\n");
            }
        } catch (IOException e) {
            throw StorageException.io(Location.of("dump", "output"), "write", e);
        }
        lines++;
    }
}
