package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.lsm.manifest.ManifestReader;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.vfs.MemoryVfs;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a MANIFEST, with the checksums of its chunks put right: a version, or refused. What the strict reading
 * accepts, the lenient ones read as the same version.
 */
final class ManifestFuzzTest {

    private static final String NAME = "MANIFEST-000001";
    private static final long MAX_BYTES = 16 << 20;
    private static final int MAX_TABLES = 10_000;
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int TYPE_OFFSET = 6;

    @FuzzTest
    void leadsToAVersionOrIsRefused(byte[] input) {
        byte[] manifest = withRightChecksums(input);
        String strict = read(manifest, Strictness.STRICT);
        String usual = read(manifest, Strictness.DAMAGE_IS_AN_ERROR);
        String salvaged = read(manifest, Strictness.SALVAGE);
        if (strict != null) {
            assertThat(usual).isEqualTo(strict);
        }
        if (usual != null) {
            assertThat(salvaged).isEqualTo(usual);
        }
    }

    private static @Nullable String read(byte[] manifest, Strictness strictness) {
        return HostileRead.of(manifest.length, () -> {
            VersionBuilder builder = new VersionBuilder(NAME, MAX_TABLES);
            MemoryVfs directory = new MemoryVfs("fuzz").put(NAME, Bytes.wrap(manifest));
            ManifestReader.read(directory, NAME, MAX_BYTES, strictness, builder::apply);
            Version version = builder.build();
            return version.levels() + " " + version.files() + " " + version.counters();
        });
    }

    /** A copy in which each chunk has the right checksum, as far as their lengths lead from one to the next. */
    private static byte[] withRightChecksums(byte[] input) {
        byte[] log = input.clone();
        int at = 0;
        while (at + HEADER <= log.length) {
            int left = BLOCK - at % BLOCK;
            int length = (log[at + 4] & 0xff) | (log[at + 5] & 0xff) << Byte.SIZE;
            if (left < HEADER) {
                at += left;
            } else if (HEADER + length > left || at + HEADER + length > log.length) {
                break;
            } else {
                int checksum = Crc32c.masked(log, at + TYPE_OFFSET, 1 + length);
                for (int i = 0; i < Integer.BYTES; i++) {
                    log[at + i] = (byte) (checksum >>> (Byte.SIZE * i));
                }
                at += HEADER + length;
            }
        }
        return log;
    }
}
