package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

import java.util.List;

/**
 * The index at the end of an indexed payload: which frame holds which file.
 *
 * <pre>
 * payload := frame* ‖ index ‖ footer
 * index   := protobuf c1.c1z.v3.IndexedFrameIndex
 *
 * footer, the last 28 bytes of the file, all big-endian:
 * offset | size | field
 *      0 |    8 | indexOffset, from the start of the file
 *      8 |    4 | indexLength, at most 64 MiB
 *     12 |    8 | XXH64 of the index
 *     20 |    8 | magic 43 31 5a 49 44 58 31 00 ("C1ZIDX1\0")
 * </pre>
 *
 * The format's page is {@code docs/formats/c1z3-envelope.md}. Gaps before and between frames are allowed, frames that
 * share bytes are not.
 *
 * @param entries the frames in the order of the index; at most {@value #MAX_ENTRIES}
 * @param totalRawSize the sum of the raw sizes as the index claims it; not checked on reading
 * @param totalCompressedSize the sum of the compressed sizes as the index claims it; not checked on reading
 * @param manifestXxh64 XXH64 of the manifest; 0 for "not recorded"
 * @param indexOffset where the index begins, in bytes from the start of the file
 * @param indexLength its length in bytes
 * @param indexXxh64 its XXH64
 */
public record FrameTable(
        List<FrameEntry> entries,
        long totalRawSize,
        long totalCompressedSize,
        long manifestXxh64,
        long indexOffset,
        int indexLength,
        long indexXxh64) {

    /** Length of the footer in bytes. */
    public static final int FOOTER_LENGTH = 28;

    /** Longest index that is read, in bytes. */
    public static final int MAX_INDEX_LENGTH = 64 << 20;

    /** Most frames that one file may have. Go has no such bound; a hundred million grants take a few thousand. */
    public static final int MAX_ENTRIES = 1 << 16;

    static final Bytes MAGIC = Bytes.ofHex("43315a4944583100");

    public FrameTable {
        entries = List.copyOf(entries);
    }
}
