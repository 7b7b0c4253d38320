package dev.grantlake.c1z;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.XxHash64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Reads and checks footer and index of an indexed payload; the layout is that of {@link FrameTable}. */
final class FrameTableReader {

    /** Read from the end of the file at once: the footer, and for up to about 200 frames the index. */
    private static final int TAIL = 16 << 10;

    /**
     * More than any zstd frame gives for one of its bytes: a block of 128 KiB takes four at least. A frame whose claim
     * is above that is refused unread.
     */
    private static final long MAX_RATIO = 32 << 10;

    private static final int SHA256_LENGTH = 32;

    private final SourceFile source;
    private final long payloadOffset;

    private FrameTableReader(SourceFile source, long payloadOffset) {
        this.source = source;
        this.payloadOffset = payloadOffset;
    }

    /**
     * The table of the payload that begins at {@code payloadOffset}. Whether it belongs to the manifest before it is
     * for {@link #requireManifest} to say.
     */
    static FrameTable read(SourceFile source, long payloadOffset) {
        FrameTable table = new FrameTableReader(source, payloadOffset).read();
        checkOverlaps(source, table);
        return table;
    }

    /** Refuses a manifest that is not the one that {@code table} was written for, if the table says which. */
    static void requireManifest(FrameTable table, Bytes manifest, SourceFile source) {
        long hash = table.manifestXxh64() == 0 ? 0 : XxHash64.of(manifest);
        if (hash != table.manifestXxh64()) {
            throw StorageException.corrupt(
                    source.at(EnvelopeHead.PREFIX_LENGTH, "manifest"),
                    "xxh64 " + hex(table.manifestXxh64()) + " (from the frame index)",
                    hex(hash));
        }
    }

    private FrameTable read() {
        long size = source.size();
        if (size - payloadOffset < FrameTable.FOOTER_LENGTH) {
            throw StorageException.corrupt(
                    source.at(payloadOffset, "payload"),
                    "a footer of " + FrameTable.FOOTER_LENGTH + " bytes",
                    "the end of the file after " + (size - payloadOffset));
        }
        int tailLength = (int) Math.min(TAIL, size - payloadOffset);
        Bytes tail = source.read(size - tailLength, tailLength);

        Location footerAt = source.at(size - FrameTable.FOOTER_LENGTH, "payload footer");
        ByteReader footer = new ByteReader(tail.from(tailLength - FrameTable.FOOTER_LENGTH), footerAt);
        long indexOffset = footer.readLongBe();
        long indexLength = footer.readIntBe() & 0xffff_ffffL;
        long indexXxh64 = footer.readLongBe();
        Bytes magic = footer.readBytes(FrameTable.MAGIC.length(), "magic");
        if (!magic.equals(FrameTable.MAGIC)) {
            throw StorageException.corrupt(
                    footerAt, "magic " + FrameTable.MAGIC + " (cut file, or bytes behind the end)", magic.toString());
        }
        if (indexLength > FrameTable.MAX_INDEX_LENGTH) {
            throw StorageException.corrupt(
                    footerAt,
                    "a frame index of at most " + FrameTable.MAX_INDEX_LENGTH + " bytes",
                    Long.toString(indexLength));
        }
        long indexEnd = size - FrameTable.FOOTER_LENGTH;
        if (indexOffset < payloadOffset || indexOffset != indexEnd - indexLength) {
            throw StorageException.corrupt(
                    footerAt,
                    "a frame index from " + payloadOffset + " or later up to " + indexEnd,
                    indexLength + " bytes at " + Long.toUnsignedString(indexOffset));
        }
        long inTail = indexOffset - (size - tailLength);
        Bytes index =
                inTail >= 0 ? tail.slice((int) inTail, (int) indexLength) : source.read(indexOffset, (int) indexLength);
        long hash = XxHash64.of(index);
        if (hash != indexXxh64) {
            throw StorageException.corrupt(
                    source.at(indexOffset, "frame index"), "xxh64 " + hex(indexXxh64), hex(hash));
        }
        return parse(index, indexOffset, indexXxh64);
    }

    private FrameTable parse(Bytes index, long indexOffset, long indexXxh64) {
        List<FrameEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long totalRawSize = 0;
        long totalCompressedSize = 0;
        long manifestXxh64 = 0;
        ProtoReader in = new ProtoReader(index, source.at(indexOffset, "frame index"));
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | ProtoReader.LENGTH_DELIMITED -> {
                    if (entries.size() == FrameTable.MAX_ENTRIES) {
                        throw StorageException.limit(in.here(), "more than " + FrameTable.MAX_ENTRIES + " frames");
                    }
                    FrameEntry entry = entry(in, indexOffset);
                    if (!names.add(entry.name())) {
                        throw StorageException.corrupt(
                                in.here(), "each name once", Text.quoted(entry.name()) + " again");
                    }
                    entries.add(entry);
                }
                case 2 << 3 -> totalRawSize = in.varint();
                case 3 << 3 -> totalCompressedSize = in.varint();
                case 4 << 3 | ProtoReader.FIXED64 -> manifestXxh64 = in.fixed64();
                default -> in.skip();
            }
        }
        return new FrameTable(
                entries, totalRawSize, totalCompressedSize, manifestXxh64, indexOffset, index.length(), indexXxh64);
    }

    private FrameEntry entry(ProtoReader field, long indexOffset) {
        Location where = field.here().as("frame index entry");
        String name = "";
        int nameLength = 0;
        long offset = 0;
        long compressedSize = 0;
        long rawSize = 0;
        long rawXxh64 = 0;
        Bytes rawSha256 = Bytes.EMPTY;
        ProtoReader in = field.message("frame index entry");
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | ProtoReader.LENGTH_DELIMITED -> {
                    Bytes stored = in.bytes("name");
                    name = Text.ofUtf8(stored, in.here(), "name");
                    nameLength = stored.length();
                }
                case 2 << 3 -> offset = in.varint();
                case 3 << 3 -> compressedSize = in.varint();
                case 4 << 3 -> rawSize = in.varint();
                case 5 << 3 | ProtoReader.FIXED64 -> rawXxh64 = in.fixed64();
                case 6 << 3 | ProtoReader.LENGTH_DELIMITED -> rawSha256 = in.bytes("raw_sha256");
                default -> in.skip();
            }
        }
        EntryName.check(name, nameLength, where);
        FrameEntry entry =
                new FrameEntry(name, offset, compressedSize, rawSize, rawXxh64, Bytes.wrap(rawSha256.toArray()));
        check(entry, indexOffset, where);
        return entry;
    }

    private void check(FrameEntry entry, long indexOffset, Location where) {
        if (entry.rawSize() < 0) {
            throw refused(entry, where, "a raw size of 0 or more", Long.toString(entry.rawSize()));
        }
        if (entry.compressedSize() <= 0) {
            throw refused(entry, where, "a compressed size of 1 or more", Long.toString(entry.compressedSize()));
        }
        // By subtraction, since a sum may overflow.
        if (entry.offset() < payloadOffset
                || entry.offset() > indexOffset
                || entry.compressedSize() > indexOffset - entry.offset()) {
            throw refused(
                    entry,
                    where,
                    "a frame between " + payloadOffset + " and " + indexOffset,
                    entry.compressedSize() + " bytes at " + entry.offset());
        }
        if (entry.rawSize() / MAX_RATIO > entry.compressedSize()) {
            throw refused(
                    entry,
                    where,
                    "a raw size that " + entry.compressedSize() + " bytes can hold",
                    Long.toString(entry.rawSize()));
        }
        if (entry.rawSha256().length() != SHA256_LENGTH) {
            throw refused(
                    entry,
                    where,
                    "a SHA-256 of " + SHA256_LENGTH + " bytes",
                    entry.rawSha256().length() + " bytes");
        }
    }

    private static StorageException refused(FrameEntry entry, Location where, String expected, String found) {
        return StorageException.corrupt(where.as("frame index entry " + Text.quoted(entry.name())), expected, found);
    }

    /** A file that lists one frame many times would decode to far more than it holds. */
    private static void checkOverlaps(SourceFile source, FrameTable table) {
        List<FrameEntry> byOffset = new ArrayList<>(table.entries());
        byOffset.sort(Comparator.comparingLong(FrameEntry::offset));
        for (int i = 1; i < byOffset.size(); i++) {
            FrameEntry before = byOffset.get(i - 1);
            FrameEntry entry = byOffset.get(i);
            if (entry.offset() - before.offset() < before.compressedSize()) {
                throw StorageException.corrupt(
                        source.at(entry.offset(), "frame of " + Text.quoted(entry.name())),
                        "a frame of its own",
                        "one that shares bytes with the frame of " + Text.quoted(before.name()));
            }
        }
    }

    private static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
