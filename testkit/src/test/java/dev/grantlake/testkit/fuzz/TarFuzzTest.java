package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.wire.c1z.v3.PayloadEncoding;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as the tar payload of a container: its files can be read, or it is refused. Checksums of headers are put
 * right first, or nearly all inputs would end there.
 *
 * <p>Commons Compress is the oracle: where both accept an archive they see the same files with the same content. Left
 * out of the comparison is what Go (which we follow) reads in another way than Commons: Go does not apply global pax
 * headers, takes a prefix of the name only from headers with ustar's magic, and has a simpler idea of star's.
 */
final class TarFuzzTest {

    private static final byte[] MANIFEST = Container.manifest(PayloadEncoding.PAYLOAD_ENCODING_TAR);
    private static final int BLOCK = 512;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE_OFFSET = 156;
    private static final int MAGIC_OFFSET = 257;
    private static final int PREFIX_OFFSET = 345;
    private static final int STAR_OFFSET = 508;

    @FuzzTest
    void seesWhatCommonsSees(byte[] input) {
        byte[] archive = withRightChecksums(input);
        Map<String, byte[]> ours = HostileRead.of(archive.length, () -> {
            try (C1zFile container = Container.open(Container.of(MANIFEST, archive))) {
                return Container.contents(container);
            }
        });
        if (ours == null) {
            return;
        }
        Map<String, byte[]> theirs = isUnequivocal(archive) ? commons(archive) : null;
        if (theirs != null) {
            assertThat(ours.keySet()).as("names").containsExactlyElementsOf(theirs.keySet());
            theirs.forEach((name, content) ->
                    assertThat(ours.get(name)).as("content of %s", name).isEqualTo(content));
        }
    }

    /** A copy whose headers have right checksums, as far as its sizes lead from one to the next. */
    private static byte[] withRightChecksums(byte[] input) {
        byte[] archive = input.clone();
        long at = 0;
        while (at + BLOCK <= archive.length && !isZero(archive, (int) at)) {
            int header = (int) at;
            int sum = 0;
            for (int i = 0; i < BLOCK; i++) {
                boolean inChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_LENGTH;
                sum += inChecksum ? ' ' : archive[header + i] & 0xff;
            }
            byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, archive, header + CHECKSUM_OFFSET, CHECKSUM_LENGTH);
            at += BLOCK + (octal(archive, header + SIZE_OFFSET, SIZE_LENGTH) + BLOCK - 1) / BLOCK * BLOCK;
        }
        return archive;
    }

    /** Whether no block, header or not, could be a header that Go and Commons read differently. */
    private static boolean isUnequivocal(byte[] archive) {
        for (int at = 0; at + BLOCK <= archive.length; at += BLOCK) {
            boolean ustar = text(archive, at + MAGIC_OFFSET, 6).equals("ustar\0");
            boolean star = text(archive, at + STAR_OFFSET, 4).equals("tar\0");
            boolean foreignPrefix = !ustar && archive[at + PREFIX_OFFSET] != 0;
            if (archive[at + TYPE_OFFSET] == 'g' || star || foreignPrefix || hasNulBeforeSize(archive, at)) {
                return false;
            }
        }
        return true;
    }

    /** Commons takes such a size for none, Go and we for what follows the NUL. */
    private static boolean hasNulBeforeSize(byte[] archive, int at) {
        return archive[at + SIZE_OFFSET] == 0
                && !text(archive, at + SIZE_OFFSET, SIZE_LENGTH)
                        .replace('\0', ' ')
                        .isBlank();
    }

    private static String text(byte[] archive, int offset, int length) {
        return new String(archive, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean isZero(byte[] archive, int offset) {
        for (int i = 0; i < BLOCK; i++) {
            if (archive[offset + i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static long octal(byte[] array, int offset, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = array[offset + i] - '0';
            if (digit >= 0 && digit <= 7) {
                value = value << 3 | digit;
            }
        }
        return value;
    }

    /** Where Commons keeps what follows a NUL in a long name, Go ends the name. */
    private static String untilNul(String name) {
        int nul = name.indexOf('\0');
        return nul < 0 ? name : name.substring(0, nul);
    }

    private static @Nullable Map<String, byte[]> commons(byte[] archive) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(archive), StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                // Commons takes also what it does not know for a file.
                boolean regular = entry.getLinkFlag() == '0' || entry.getLinkFlag() == 0;
                if (regular && untilNul(entry.getName()).isEmpty()) {
                    // Go keeps the name of the header where the long one is empty.
                    return null;
                }
                // To Commons everything of the old type is a file, to Go a name that ends with a slash is a directory.
                boolean oldDirectory =
                        entry.getLinkFlag() == 0 && untilNul(entry.getName()).endsWith("/");
                if (regular && entry.isFile() && !oldDirectory) {
                    files.put(untilNul(entry.getName()), in.readAllBytes());
                }
            }
            return files;
        } catch (IOException | RuntimeException refused) {
            return null;
        }
    }
}
