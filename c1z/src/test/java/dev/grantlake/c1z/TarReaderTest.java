package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class TarReaderTest {

    /** Archives by the reference implementation: dialects, long names, long sizes, directories, links, times. */
    @Test
    void findsWhatCommonsCompressWrote(Dice dice) throws IOException {
        for (int round = 0; round < Seeds.rounds(50); round++) {
            int longFiles = dice.oneIn(2) ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU;
            int bigNumbers =
                    dice.oneIn(2) ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR;
            Map<String, byte[]> expected = new LinkedHashMap<>();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
                out.setLongFileMode(longFiles);
                out.setBigNumberMode(bigNumbers);
                out.setAddPaxHeadersForNonAsciiNames(dice.oneIn(2));
                for (int i = dice.below(12); i > 0; i--) {
                    writeEntry(out, name(dice) + "-" + i, expected, dice);
                }
            }
            byte[] archive = bytes.toByteArray();

            TarReader.Contents contents = read(archive);
            assertThat(contents(contents, archive)).containsExactlyEntriesOf(hex(expected));
            assertThat(contents.end()).isLessThanOrEqualTo(archive.length);
            assertThat(Arrays.copyOfRange(archive, (int) contents.end(), archive.length))
                    .isEqualTo(new byte[archive.length - (int) contents.end()]);
        }
    }

    private static void writeEntry(TarArchiveOutputStream out, String name, Map<String, byte[]> expected, Dice dice)
            throws IOException {
        switch (dice.below(5)) {
            case 0 -> {
                TarArchiveEntry directory = new TarArchiveEntry(name + "/");
                directory.setMode(0755);
                out.putArchiveEntry(directory);
            }
            case 1 -> {
                TarArchiveEntry link = new TarArchiveEntry(name, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName(name(dice) + "x".repeat(dice.below(150)));
                out.putArchiveEntry(link);
            }
            default -> {
                byte[] content = dice.bytes((int) dice.skewed(3000));
                TarArchiveEntry file = new TarArchiveEntry(name);
                file.setMode(dice.below(01000));
                file.setSize(content.length);
                file.setUserId(dice.skewed(Long.MAX_VALUE >> 8));
                file.setGroupId(dice.skewed(Integer.MAX_VALUE));
                file.setModTime(dice.skewed(1L << 55));
                if (dice.oneIn(5)) {
                    file.addPaxHeader("comment", "x".repeat(dice.below(2000)));
                }
                out.putArchiveEntry(file);
                out.write(content);
                expected.put(name, content);
            }
        }
        out.closeArchiveEntry();
    }

    private static String name(Dice dice) {
        return switch (dice.below(6)) {
            case 0 -> "MANIFEST";
            case 1 -> "dir/" + "n".repeat(dice.between(80, 110));
            case 2 -> "long-directory/".repeat(dice.between(5, 12)) + "file";
            case 3 -> "x".repeat(dice.between(200, 3000));
            case 4 -> "größe/日本/\ud83d\ude00".repeat(dice.between(1, 20));
            default -> "000" + dice.below(100) + ".sst";
        };
    }

    /** A walk needs only the headers, so sizes that no test can write are as good as any. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 511, 512, 513, 077777777777L, 0100000000000L, 1L << 40, 1L << 61})
    void takesSizesOfAnyForm(long size) throws IOException {
        for (int mode : List.of(TarArchiveOutputStream.BIGNUMBER_POSIX, TarArchiveOutputStream.BIGNUMBER_STAR)) {
            byte[] headers = headersOnly(size, mode);
            long contentAt = headers.length;
            long padded = (size + 511) / 512 * 512;
            Archive archive = new Archive() {
                @Override
                public boolean reaches(long end) {
                    return end <= contentAt + padded + 1024;
                }

                @Override
                public Bytes read(long offset, int length) {
                    assertThat(offset < contentAt || offset >= contentAt + padded)
                            .as("reads headers and not content: %s", offset)
                            .isTrue();
                    return offset < contentAt
                            ? Bytes.wrap(headers, (int) offset, length)
                            : Bytes.wrap(new byte[length]);
                }
            };
            assertThat(TarReader.read(archive, Location.of("f", "tar")).entries())
                    .containsExactly(new TarEntry("big", contentAt, size));
        }
    }

    private static byte[] headersOnly(long size, int bigNumberMode) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, 512);
        out.setBigNumberMode(bigNumberMode);
        TarArchiveEntry entry = new TarArchiveEntry("big");
        entry.setMode(0644);
        entry.setSize(size);
        out.putArchiveEntry(entry);
        out.flush();
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "a//b",
                "./a",
                "a/.",
                "a/./b",
                "../a",
                "a/..",
                "a/../b",
                "..",
                ".",
                "a\\b",
                "a/",
                "/",
                "a\u0000b"
            })
    void refusesNamesThatAreNotLocalAndPlain(String name) {
        // As a pax path: the field of the header ends at a NUL.
        byte[] archive = join(pax("path", name), header("x", '0', 0644, 0), end());
        assertRefused(archive, Kind.CORRUPT, name.equals("a/") ? "\"a/\"" : "a relative name");
    }

    @Test
    void refusesEmptyAndOverlongNames() {
        assertRefused(join(header("", '0', 0644, 0), end()), Kind.CORRUPT, "a name of 1 to 4096 bytes");
        assertThat(read(join(pax("path", "x".repeat(4096)), header("x", '0', 0644, 0), end()))
                        .entries())
                .hasSize(1);
        assertRefused(
                join(pax("path", "x".repeat(4097)), header("x", '0', 0644, 0), end()), Kind.CORRUPT, "4097 bytes");
    }

    @Test
    void refusesARepeatedName() {
        assertRefused(join(header("a", '0', 0644, 0), header("a", '0', 0644, 0), end()), Kind.CORRUPT, "\"a\" again");
        assertThat(read(join(header("a", '5', 0755, 0), header("a/", '5', 0755, 0), end()))
                        .entries())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, true",
        "0, 511, true",
        "0, 512, false",
        "0, 33188, false",
        "5, 511, true",
        "5, 512, false",
        "2, 41471, true"
    })
    void refusesModesBeyondPermissions(char type, int mode, boolean accepted) {
        byte[] archive = join(header("a", type, mode, 0), end());
        if (accepted) {
            read(archive);
        } else {
            assertRefused(archive, Kind.CORRUPT, "a mode of 0 to 777, found " + Integer.toOctalString(mode));
        }
    }

    @Test
    void passesOverWhatIsNoRegularFile() {
        // A size field of links, devices, directories and pipes means nothing; that of an unknown type does.
        byte[] archive = join(
                header("a", '1', 0644, 1000),
                header("b", '2', 0644, 1000),
                header("c", '3', 0644, 1000),
                header("d", '4', 0644, 1000),
                header("e", '5', 0644, 1000),
                header("f", '6', 0644, 1000),
                header("g/", '\0', 0644, 1000),
                header("h", 'Z', 0644, 600),
                new byte[1024],
                header("i", '\0', 0644, 0),
                end());
        assertThat(read(archive).entries()).extracting(TarEntry::name).containsExactly("i");
    }

    @Test
    void passesOverGlobalHeaders() {
        byte[] records = "18 comment=abcdef\n".getBytes(StandardCharsets.US_ASCII);
        byte[] global = join(header("pax_global_header", 'g', 0, records.length), padded(records));
        assertThat(names(join(global, header("a", '0', 0644, 0), end()))).containsExactly("a");
        assertThat(names(join(pax("path", "b"), global, header("a", '0', 0644, 0), end())))
                .as("a global header ends what was said before it, as in Go")
                .containsExactly("a");
    }

    @Test
    void refusesSparseFiles() {
        assertRefused(join(header("a", 'S', 0644, 0), end()), Kind.UNSUPPORTED, "sparse file \"a\"");
        assertRefused(join(pax("GNU.sparse.major", "1"), header("a", '0', 0644, 0), end()), Kind.UNSUPPORTED, "sparse");
    }

    @Test
    void namesComeFromTheMostSpecificHeader() {
        assertThat(names(join(longName("long"), pax("path", "pax"), header("short", '0', 0644, 0), end())))
                .containsExactly("long");
        assertThat(names(join(pax("path", "pax"), header("short", '0', 0644, 0), header("next", '0', 0644, 0), end())))
                .as("special headers hold for one file")
                .containsExactly("pax", "next");
        assertThat(names(join(pax("path", ""), header("short", '0', 0644, 0), end())))
                .as("an empty value keeps the header's")
                .containsExactly("short");
        assertThat(names(join(pax("path", "one"), pax("comment", "two"), header("short", '0', 0644, 0), end())))
                .as("the last pax header replaces the one before")
                .containsExactly("short");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "5",
                "5 ",
                "4 a=",
                "6 a=b",
                "7 a=b\n",
                "7 a\u0000=b\n",
                "6 ab\n",
                "6 =ab\n",
                "99999999999 a=b\n",
                "-6 a=b\n",
                " 6 a=b\n",
                "3 a\n",
                "2 ",
                "0 a=b\n",
                "11 size=1x\n",
                "26 size=9223372036854775808\n",
                "11 mtime=\t\n",
                "12 mtime=1x\n",
                "14 mtime=1.2.\n",
                "11 uid=1.5\n",
                "9 gid=-\n",
                "11 mtime=.\n",
                "11 size=-1\n"
            })
    void refusesMalformedPaxRecords(String records) {
        byte[] content = records.getBytes(StandardCharsets.UTF_8);
        assertRefused(
                join(header("pax", 'x', 0, content.length), padded(content), header("a", '0', 0644, 0), end()),
                Kind.CORRUPT,
                "tar header at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtime=1795158550.1085765", "mtime=-1.5", "mtime=1.", "mtime=", "uid=-2", "comment=a=b"})
    void takesPaxRecordsThatItDoesNotNeed(String record) {
        String[] parts = record.split("=", 2);
        assertThat(names(join(pax(parts[0], parts[1]), header("a", '0', 0644, 0), end())))
                .containsExactly("a");
    }

    @Test
    void refusesTimesOfGnuThatAreNone() {
        byte[] header = header("a", '0', 0644, 0);
        System.arraycopy("ustar  \0".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
        assertThat(names(join(withChecksum(header), end()))).containsExactly("a");
        // Go takes a prefix of the name to be here then, as its own writer once put one.
        header[345] = 'p';
        assertRefused(join(withChecksum(header), end()), Kind.CORRUPT, "atime in octal");
    }

    @ParameterizedTest
    @CsvSource({
        "100, '0000x44 ', mode",
        "108, '        ', ''",
        "108, '9      ', uid",
        "116, '7 7    ', gid",
        "124, '-0000000001', size",
        "136, '0000000000a', mtime",
        "329, '000 000', devmajor",
        "337, 'x', devminor",
    })
    void refusesNumbersThatAreNone(int offset, String field, String named) {
        byte[] header = header("a", '0', 0644, 0);
        System.arraycopy(field.getBytes(StandardCharsets.US_ASCII), 0, header, offset, field.length());
        byte[] archive = join(withChecksum(header), end());
        if (named.isEmpty()) {
            read(archive);
        } else {
            assertRefused(archive, Kind.CORRUPT, named + " in octal");
        }
    }

    @Test
    void refusesNegativeAndHugeSizes() {
        assertRefused(
                join(withSize(Bytes.ofHex("ff".repeat(12))), end()), Kind.CORRUPT, "a size of 0 or more, found -1");
        assertRefused(
                join(withSize(Bytes.ofHex("80000000" + "8000000000000000")), end()), Kind.CORRUPT, "at most 63 bits");
        assertRefused(
                join(withSize(Bytes.ofHex("80000001" + "0000000000000000")), end()), Kind.CORRUPT, "at most 63 bits");
        assertRefused(
                join(withSize(Bytes.ofHex("80000000" + "7fffffffffffffff")), end()),
                Kind.CORRUPT,
                "9223372036854775807 bytes of \"a\", found the end");
    }

    private static byte[] withSize(Bytes field) {
        byte[] header = header("a", '0', 0644, 0);
        System.arraycopy(field.toArray(), 0, header, 124, 12);
        return withChecksum(header);
    }

    @Test
    void takesBothChecksums() {
        byte[] header = header("größe", '0', 0644, 0);
        int signed = 0;
        Arrays.fill(header, 148, 156, (byte) ' ');
        for (byte b : header) {
            signed += b;
        }
        byte[] digits = "%06o\0 ".formatted(signed).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, 148, 8);
        assertThat(names(join(header, end()))).containsExactly("größe");

        header[148] ^= 1;
        assertRefused(join(header, end()), Kind.CORRUPT, "a checksum of");
    }

    @Test
    void needsTheEndToBeMarked() {
        byte[] file = header("a", '0', 0644, 0);
        assertThat(names(join(file, new byte[1024]))).containsExactly("a");
        assertThat(names(join(file, new byte[512])))
                .as("one block and the end of the file")
                .containsExactly("a");
        assertThat(read(join(file, new byte[1024], file)).end()).isEqualTo(512 + 1024);
        assertRefused(file, Kind.CORRUPT, "the end-of-archive blocks");
        assertRefused(new byte[0], Kind.CORRUPT, "the end-of-archive blocks");
        assertRefused(join(file, new byte[513]), Kind.CORRUPT, "a second zero block");
        assertRefused(join(file, new byte[512], file), Kind.CORRUPT, "a second zero block");
    }

    @Test
    void anyDamageGivesTheSameFilesOrAStorageException(Dice dice) {
        byte[] archive = join(
                longName("x".repeat(150)),
                header("x", '0', 0644, 100),
                new byte[512],
                pax("path", "y"),
                header("x", '0', 0644, 600),
                new byte[1024],
                header("d", '5', 0755, 0),
                end());
        List<TarEntry> sound = read(archive).entries();
        assertThat(sound).hasSize(2);

        Mutations.truncations(archive).forEach(cut -> {
            List<TarEntry> found = readOrNull(cut.bytes());
            if (found != null) {
                assertThat(found).as("%s", cut).isEqualTo(sound);
            }
        });
        Mutations.bitFlips(archive, Seeds.rounds(3_000), dice).forEach(flip -> readOrNull(flip.bytes()));
        Mutations.garblings(archive, Seeds.rounds(3_000), dice).forEach(garbled -> readOrNull(garbled.bytes()));
    }

    private static @Nullable List<TarEntry> readOrNull(byte[] archive) {
        try {
            return read(archive).entries();
        } catch (StorageException refused) {
            assertThat(refused.kind()).isIn(Kind.CORRUPT, Kind.UNSUPPORTED);
            return null;
        }
    }

    private static List<String> names(byte[] archive) {
        return read(archive).entries().stream().map(TarEntry::name).toList();
    }

    private static TarReader.Contents read(byte[] archive) {
        return TarReader.read(
                new Archive() {
                    @Override
                    public boolean reaches(long end) {
                        return end <= archive.length;
                    }

                    @Override
                    public Bytes read(long offset, int length) {
                        return Bytes.wrap(archive, (int) offset, length);
                    }
                },
                new Location("f", 0, "tar"));
    }

    private static Map<String, String> contents(TarReader.Contents contents, byte[] archive) {
        Map<String, String> found = new LinkedHashMap<>();
        contents.entries()
                .forEach(entry -> found.put(
                        entry.name(),
                        Bytes.wrap(archive, (int) entry.offset(), (int) entry.size())
                                .toHex()));
        return found;
    }

    private static Map<String, String> hex(Map<String, byte[]> contents) {
        Map<String, String> hex = new LinkedHashMap<>();
        contents.forEach((name, content) -> hex.put(name, Bytes.wrap(content).toHex()));
        return hex;
    }

    private static void assertRefused(byte[] archive, Kind kind, String message) {
        Consumer<Throwable> refused = e -> assertThat(e)
                .isInstanceOfSatisfying(
                        StorageException.class, s -> assertThat(s.kind()).isEqualTo(kind));
        assertThatThrownBy(() -> read(archive)).satisfies(refused).hasMessageContaining(message);
    }

    private static byte[] header(String name, char type, int mode, long size) {
        byte[] header = new byte[512];
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
        field(header, 100, 8, mode);
        field(header, 108, 8, 0);
        field(header, 116, 8, 0);
        field(header, 124, 12, size);
        field(header, 136, 12, 0);
        header[156] = (byte) type;
        System.arraycopy(new byte[] {'u', 's', 't', 'a', 'r', 0, '0', '0'}, 0, header, 257, 8);
        return withChecksum(header);
    }

    private static void field(byte[] header, int offset, int length, long value) {
        byte[] digits = ("%0" + (length - 1) + "o").formatted(value).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, offset, digits.length);
    }

    private static byte[] withChecksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        field(header, 148, 7, sum);
        header[154] = 0;
        return header;
    }

    private static byte[] pax(String key, String value) {
        byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        int length = rest.length;
        while (length != rest.length + Integer.toString(length).length()) {
            length = rest.length + Integer.toString(length).length();
        }
        byte[] record = join(Integer.toString(length).getBytes(StandardCharsets.US_ASCII), rest);
        return join(header("pax", 'x', 0, record.length), padded(record));
    }

    private static byte[] longName(String name) {
        byte[] content = (name + "\0").getBytes(StandardCharsets.UTF_8);
        return join(header("././@LongLink", 'L', 0, content.length), padded(content));
    }

    private static byte[] padded(byte[] content) {
        return Arrays.copyOf(content, (content.length + 511) / 512 * 512);
    }

    private static byte[] end() {
        return new byte[1024];
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        List.of(parts).forEach(joined::writeBytes);
        return joined.toByteArray();
    }
}
