package dev.grantlake.c1z;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.OptionalLong;

/**
 * The head of the SQLite database in a v1 file, as far as a reader looks at it before SQLite does.
 *
 * <table>
 *   <caption>The first 100 bytes; integers are big-endian</caption>
 *   <tr><th>offset</th><th>size</th><th>field</th><th>meaning</th></tr>
 *   <tr><td>0</td><td>16</td><td>magic</td><td>{@code SQLite format 3} and a NUL</td></tr>
 *   <tr><td>16</td><td>2</td><td>page size</td><td>a power of two from 512 to 32768; 1 means 65536</td></tr>
 *   <tr><td>18</td><td>1</td><td>write version</td><td>1 rollback journal, 2 write-ahead log</td></tr>
 *   <tr><td>19</td><td>1</td><td>read version</td><td>the same for readers</td></tr>
 *   <tr><td>24</td><td>4</td><td>change counter</td><td></td></tr>
 *   <tr><td>28</td><td>4</td><td>page count</td><td>valid only if the counter at 92 is the one at 24</td></tr>
 *   <tr><td>56</td><td>4</td><td>text encoding</td><td>1 UTF-8, 2 and 3 UTF-16, 0 not decided</td></tr>
 *   <tr><td>92</td><td>4</td><td>valid for</td><td>change counter when the page count was written</td></tr>
 *   <tr><td>96</td><td>4</td><td>library version</td><td>of SQLite that wrote last, for example 3040001</td></tr>
 * </table>
 *
 * @param pageSize in bytes
 * @param pages number of pages, or empty if the header does not say
 * @param libraryVersion as a decimal number: major, three digits of minor, three of patch
 */
public record SqliteHeader(
        int pageSize, int writeVersion, int readVersion, OptionalLong pages, int textEncoding, int libraryVersion) {

    /** Bytes that {@link #parse} needs. */
    public static final int LENGTH = 100;

    /** Where the write version lies; the read version follows. */
    static final int VERSIONS_OFFSET = 18;

    private static final Bytes MAGIC = Bytes.utf8("SQLite format 3\0");
    private static final int MIN_PAGE_SIZE = 512;
    private static final int MAX_PAGE_SIZE = 65536;

    /**
     * Reads the header.
     *
     * @param start the first {@value #LENGTH} bytes of the database
     * @throws StorageException of kind {@code CORRUPT} if this is no database
     */
    static SqliteHeader parse(Bytes start, Location where) {
        if (!start.startsWith(MAGIC)) {
            throw StorageException.corrupt(
                    where,
                    "a SQLite database (" + MAGIC.toHex() + ")",
                    start.slice(0, MAGIC.length()).toHex());
        }
        byte[] bytes = start.toArray();
        int stored = BigEndian.getUnsignedShort(bytes, 16);
        int pageSize = stored == 1 ? MAX_PAGE_SIZE : stored;
        if (pageSize < MIN_PAGE_SIZE || Integer.bitCount(pageSize) != 1) {
            throw StorageException.corrupt(
                    where, "a page size that is a power of two from 512 to 65536", Integer.toString(stored));
        }
        long pages = BigEndian.getInt(bytes, 28) & 0xffff_ffffL;
        boolean valid = pages > 0 && BigEndian.getInt(bytes, 24) == BigEndian.getInt(bytes, 92);
        return new SqliteHeader(
                pageSize,
                bytes[VERSIONS_OFFSET] & 0xff,
                bytes[VERSIONS_OFFSET + 1] & 0xff,
                valid ? OptionalLong.of(pages) : OptionalLong.empty(),
                BigEndian.getInt(bytes, 56),
                BigEndian.getInt(bytes, 96));
    }

    /** Size of the database in bytes, or empty if the header does not say. */
    public OptionalLong databaseBytes() {
        return pages.isPresent() ? OptionalLong.of(pages.getAsLong() * pageSize) : OptionalLong.empty();
    }

    /** The version of SQLite that wrote last, for example {@code 3.40.1}. */
    public String library() {
        return libraryVersion / 1_000_000 + "." + libraryVersion / 1_000 % 1_000 + "." + libraryVersion % 1_000;
    }
}
