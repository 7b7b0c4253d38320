package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lists the regular files of a tar archive without copying their content: ustar, pax and GNU, as Go's
 * {@code archive/tar} reads them. Directories and links are passed over.
 *
 * <p>Stricter than Go in these points: names follow {@link EntryName}, a repeated name is refused instead of
 * overwritten, sparse files are refused, and the end of the archive must be marked. A payload that was cut between two
 * files, or to nothing, is therefore an error and not a smaller store.
 */
final class TarReader {

    /** Longest pax header or GNU long name, in bytes. */
    private static final int MAX_SPECIAL_LENGTH = 1 << 20;

    /** All pax headers and long names of an archive together, in bytes. */
    static final int MAX_SPECIAL_TOTAL = 16 << 20;

    /** Headers of every kind; as many as an indexed payload may have files. */
    static final int MAX_HEADERS = FrameTable.MAX_ENTRIES;

    private static final int MAX_MODE = 0777;

    /** As many digits as 63 bits hold for sure. */
    private static final Pattern PAX_ID = Pattern.compile("-?[0-9]{1,18}");

    private static final Pattern PAX_TIME = Pattern.compile("-?[0-9]{1,18}([.][0-9]*)?");

    private final Archive archive;
    private final Location origin;
    private final List<TarEntry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private long position;
    private int headers;
    private long specialTotal;
    private boolean ended;

    /** What the special headers before a file say about it. */
    private @Nullable Bytes longName;

    private @Nullable Bytes paxPath;
    private long paxSize = -1;

    private TarReader(Archive archive, Location origin) {
        this.archive = archive;
        this.origin = origin;
    }

    /**
     * A table of contents.
     *
     * @param entries in the order of the archive
     * @param end length of the archive including the blocks that end it; what follows does not belong to it
     */
    record Contents(List<TarEntry> entries, long end) {}

    /**
     * Walks over {@code archive} to its end.
     *
     * @param origin where its first byte lies
     */
    static Contents read(Archive archive, Location origin) {
        TarReader reader = new TarReader(archive, origin);
        while (!reader.ended) {
            reader.readEntry();
        }
        return new Contents(List.copyOf(reader.entries), reader.position);
    }

    private void readEntry() {
        Location where = origin.plus(position).as("tar header");
        if (!archive.reaches(position + TarHeader.BLOCK)) {
            throw StorageException.corrupt(where, "a header or the end-of-archive blocks", "the end of the payload");
        }
        if (++headers > MAX_HEADERS) {
            throw StorageException.limit(where, "more than " + MAX_HEADERS + " tar headers");
        }
        Bytes block = archive.read(position, TarHeader.BLOCK);
        position += TarHeader.BLOCK;
        if (TarHeader.isZero(block)) {
            readEnd();
            return;
        }
        TarHeader header = TarHeader.parse(block, where);
        switch (header.typeFlag()) {
            case 'x' -> readPax(special(header, where), where);
            case 'g' -> {
                // Holds for nothing we use; but it stands between a special header and its file.
                special(header, where);
                forgetSpecials();
            }
            case 'L' -> longName = TarHeader.untilNul(special(header, where));
            case 'K' -> special(header, where);
            default -> {
                readFile(header, where);
                forgetSpecials();
            }
        }
    }

    /** After the first zero block there is a second one or nothing. */
    private void readEnd() {
        if (archive.reaches(position + 1)) {
            Location where = origin.plus(position).as("end of the tar archive");
            if (!archive.reaches(position + TarHeader.BLOCK)) {
                throw StorageException.corrupt(where, "a second zero block", "the end of the payload inside it");
            }
            if (!TarHeader.isZero(archive.read(position, TarHeader.BLOCK))) {
                throw StorageException.corrupt(where, "a second zero block", "other bytes");
            }
            position += TarHeader.BLOCK;
        }
        ended = true;
    }

    private Bytes special(TarHeader header, Location where) {
        if (header.size() < 0 || header.size() > MAX_SPECIAL_LENGTH) {
            throw StorageException.corrupt(
                    where, "a special header of at most " + MAX_SPECIAL_LENGTH + " bytes", header.size() + " bytes");
        }
        specialTotal += header.size();
        if (specialTotal > MAX_SPECIAL_TOTAL) {
            throw StorageException.limit(where, "special headers of more than " + MAX_SPECIAL_TOTAL + " bytes");
        }
        long start = pass(header.size(), "special header", where);
        return archive.read(start, (int) header.size());
    }

    private void readFile(TarHeader header, Location where) {
        Bytes stored = paxPath != null ? paxPath : header.name();
        if (longName != null && !longName.isEmpty()) {
            stored = longName;
        }
        boolean directory = header.typeFlag() == '5' || (header.typeFlag() == 0 && endsWithSlash(stored));
        if (directory && endsWithSlash(stored)) {
            stored = stored.slice(0, stored.length() - 1);
        }
        String name = name(stored, where);
        long size = paxSize >= 0 ? paxSize : header.size();
        switch (header.typeFlag()) {
            case '1', '2', '3', '4', '6' -> {
                // Links, devices and pipes have no content, whatever their size field says.
            }
            case 'S' -> throw StorageException.unsupported(where, "sparse file " + Text.quoted(name));
            case '5' -> checkMode(header, name, where);
            case '0', 0 -> {
                checkMode(header, name, where);
                if (!directory) {
                    add(new TarEntry(name, pass(size, Text.quoted(name), where), size), where);
                }
            }
            default -> pass(size, Text.quoted(name), where);
        }
    }

    private static void checkMode(TarHeader header, String name, Location where) {
        if (header.mode() < 0 || header.mode() > MAX_MODE) {
            throw StorageException.corrupt(
                    where, "a mode of 0 to 777", Long.toOctalString(header.mode()) + " for " + Text.quoted(name));
        }
    }

    private void add(TarEntry entry, Location where) {
        if (!names.add(entry.name())) {
            throw StorageException.corrupt(where, "each name once", Text.quoted(entry.name()) + " again");
        }
        entries.add(entry);
    }

    /** Moves behind {@code size} bytes of content and their padding; returns where the content begins. */
    private long pass(long size, String what, Location where) {
        if (size < 0) {
            throw StorageException.corrupt(where, "a size of 0 or more", size + " for " + what);
        }
        long start = position;
        if (size > Long.MAX_VALUE - start - TarHeader.BLOCK || !archive.reaches(start + size)) {
            throw StorageException.corrupt(where, size + " bytes of " + what, "the end of the payload before");
        }
        position = start + (size + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK;
        return start;
    }

    private void forgetSpecials() {
        longName = null;
        paxPath = null;
        paxSize = -1;
    }

    /** Reads records of the form {@code "%d %s=%s\n"}, length of the record first; the last of a key wins. */
    private void readPax(Bytes records, Location where) {
        paxPath = null;
        paxSize = -1;
        int at = 0;
        while (at < records.length()) {
            int length = 0;
            int i = at;
            while (i < records.length() && records.at(i) >= '0' && records.at(i) <= '9' && length <= records.length()) {
                length = 10 * length + records.at(i++) - '0';
            }
            int keyStart = i + 1;
            int end = at + length;
            if (i == at
                    || i == records.length()
                    || records.at(i) != ' '
                    || end > records.length()
                    || end <= keyStart
                    || records.at(end - 1) != '\n') {
                throw StorageException.corrupt(where, "pax records", "a malformed one at " + at);
            }
            readPaxRecord(records.slice(keyStart, end - 1 - keyStart), where);
            at = end;
        }
    }

    private void readPaxRecord(Bytes record, Location where) {
        int equals = 0;
        while (equals < record.length() && record.at(equals) != '=' && record.at(equals) != 0) {
            equals++;
        }
        if (equals == 0 || equals == record.length() || record.at(equals) == 0) {
            throw StorageException.corrupt(where, "a pax record with a key and a value", record.toString());
        }
        String key = new String(record.array(), record.offset(), equals, StandardCharsets.ISO_8859_1);
        Bytes value = record.from(equals + 1);
        if (key.startsWith("GNU.sparse.")) {
            throw StorageException.unsupported(where, "sparse file");
        }
        switch (key) {
            // An empty value keeps what the header says.
            case "path" -> paxPath = value.isEmpty() ? null : value;
            case "size" -> paxSize = value.isEmpty() ? -1 : decimal(value, where);
            case "uid", "gid" -> require(PAX_ID, key, value, where);
            case "mtime", "atime", "ctime" -> require(PAX_TIME, key, value, where);
            default -> {
                // Nothing that matters here.
            }
        }
    }

    private static void require(Pattern form, String key, Bytes value, Location where) {
        if (!value.isEmpty() && !form.matcher(value.toUtf8()).matches()) {
            throw StorageException.corrupt(where, "a pax " + key + " in decimal digits", Text.quoted(value.toUtf8()));
        }
    }

    private static long decimal(Bytes value, Location where) {
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.at(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                throw StorageException.corrupt(where, "a size in decimal digits", Text.quoted(value.toUtf8()));
            }
            number = 10 * number + digit;
        }
        return number;
    }

    private static boolean endsWithSlash(Bytes name) {
        return !name.isEmpty() && name.at(name.length() - 1) == '/';
    }

    private static String name(Bytes stored, Location where) {
        return EntryName.check(Text.ofUtf8(stored, where, "a name"), stored.length(), where);
    }
}
